"""What every room needs: problems and how they are told, files, results that are kept, intervals."""
