"""What people code: attributions, frames, passages; two codings compared and adjudicated."""
