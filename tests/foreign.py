"""Texts in other languages than English, written for the tests: one story, told anew in each."""

TEXTS = {
    "de": (
        "Die Brücke am alten Hafen ist seit Montag gesperrt. „Niemand hat den Rost gesehen“, sagte Bürgermeisterin Anna Brandt. "
        "Fachleute warnten, dass das Bauwerk den Winter nicht übersteht. Nach Angaben der Stadt soll die Fähre nun jede halbe "
        "Stunde fahren. Viele Händler fürchten um ihre Kunden. Der Gemeinderat will am Freitag über den Neubau beraten."
    ),
    "fr": (
        "Le pont du vieux port est fermé depuis lundi. « Personne n’avait vu la rouille », a déclaré la maire, Anne Brandt. "
        "Des ingénieurs ont averti que l’ouvrage ne passerait pas l’hiver. Selon la ville, le bac partira désormais toutes les "
        "demi-heures. Beaucoup de commerçants craignent pour leur clientèle. Le conseil municipal se réunira vendredi."
    ),
    "es": (
        "El puente del puerto viejo está cerrado desde el lunes. «Nadie había visto el óxido», dijo la alcaldesa, Ana Brandt. "
        "Los ingenieros advirtieron de que la obra no aguantará el invierno. Según el ayuntamiento, el transbordador saldrá cada "
        "media hora. Muchos comerciantes temen perder a sus clientes. El concejo se reunirá el viernes para decidir."
    ),
    "it": (
        "Il ponte del porto vecchio è chiuso da lunedì. «Nessuno aveva visto la ruggine», ha detto la sindaca, Anna Brandt. "
        "Gli ingegneri hanno avvertito che la struttura non supererà l’inverno. Secondo il comune, il traghetto partirà ogni "
        "mezz’ora. Molti negozianti temono di perdere i loro clienti. Il consiglio comunale si riunirà venerdì."
    ),
    "ru": (
        "Мост у старого порта закрыт с понедельника. «Никто не видел ржавчины», — сказала мэр города Анна Брандт. "
        "Инженеры предупредили, что сооружение не переживёт зиму. По словам городских властей, паром теперь будет ходить "
        "каждые полчаса. Многие торговцы боятся потерять покупателей. Городской совет соберётся в пятницу."
    ),
    "uk": (
        "Міст біля старого порту закрито з понеділка. «Ніхто не бачив іржі», — сказала міська голова Анна Брандт. "
        "Інженери попередили, що споруда не переживе зими. За словами міської влади, пором тепер ходитиме щопівгодини. "
        "Багато торговців бояться втратити своїх покупців. Міська рада збереться у п’ятницю, щоб ухвалити рішення."
    ),
    "pl": (
        "Most przy starym porcie jest zamknięty od poniedziałku. „Nikt nie widział rdzy”, powiedziała burmistrz Anna Brandt. "
        "Inżynierowie ostrzegli, że konstrukcja nie przetrwa zimy. Według władz miasta prom będzie teraz kursował co pół "
        "godziny. Wielu kupców obawia się utraty klientów. Rada miejska zbierze się w piątek, aby podjąć decyzję."
    ),
    "nl": (
        "De brug bij de oude haven is sinds maandag gesloten. „Niemand had de roest gezien”, zei burgemeester Anna Brandt. "
        "Ingenieurs waarschuwden dat het bouwwerk de winter niet zal doorstaan. Volgens de gemeente vaart de veerboot nu elk "
        "half uur. Veel winkeliers vrezen voor hun klanten. De gemeenteraad komt vrijdag bijeen om te beslissen."
    ),
    "sv": (
        "Bron vid den gamla hamnen är stängd sedan i måndags. ”Ingen hade sett rosten”, sade borgmästaren Anna Brandt. "
        "Ingenjörer varnade för att bygget inte klarar vintern. Enligt staden ska färjan nu gå varje halvtimme. Många "
        "handlare är rädda att förlora sina kunder. Kommunfullmäktige samlas på fredag för att fatta beslut."
    ),
    "zh": (
        "旧港口的大桥从星期一起关闭。“没有人看见铁锈，”市长安娜·布兰特说。工程师警告说，这座桥撑不过这个冬天。"
        "市政府表示，渡轮现在每半小时开一班。许多商人担心失去顾客。市议会将于星期五开会，决定是否重建大桥。"
        "一位老渔民说，他小时候就听父亲讲过这座桥的故事。学校的孩子们每天要多走两公里的路。"
        "桥的建造者早已去世，图纸也在一场大火中烧毁了。专家们希望在春天之前完成检查。"
        "居民们在广场上聚集，要求得到明确的答复。报纸每天都刊登读者的来信。没有人知道新桥要花多少钱。"
    ),
    "ar": (
        "أُغلق جسر الميناء القديم منذ يوم الاثنين. وقالت رئيسة البلدية آنا براندت: «لم ير أحد الصدأ». وحذر المهندسون من أن "
        "المنشأة لن تصمد حتى نهاية الشتاء. ووفقا للبلدية ستبحر العبارة الآن كل نصف ساعة. ويخشى كثير من التجار أن يفقدوا "
        "زبائنهم. وسيجتمع المجلس البلدي يوم الجمعة لاتخاذ قرار بشأن بناء جسر جديد."
    ),
}  # fmt: skip
