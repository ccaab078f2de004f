"""Short lines of the kind that are mistaken for another language: idioms, loan words, words that English has too.

They were written after the rules were.
"""

from __future__ import annotations

_TEXTS = {
    "de": """
Still. Stark. Sand. | Bring mir mehr! | Wir sind Kids. | So warm war Winter nie. | Das Original. Seit 1887.
| Beste Butter. Bester Tag. | Hand in Hand. | Sommer, Sonne, Sale. | Job gesucht? Job gefunden. | Power für dein Team.
| Spring rein! | Fit in den Frühling | Der Song deines Lebens | Läuft. | Moin! | Servus, Wien. | Jö, so günstig!
| Zmorge für alli. | Grillen ist Kult. | Test bestanden. | TÜV-geprüft | Nice, oder? | Alter Schwede! | JETZT TESTEN
| NEU: VEGANE WURST | Rund um die Uhr | Im Handel. | Erhältlich bei REWE, Edeka und Kaufland | Am Ball bleiben
| Leben. Lieben. Lachen. | Lust auf Land? | Mit Liebe gemacht | Kind, iss was! | Der Tag. Die Nacht. Das Bier.
| Fast wie Fliegen | Man, ist das gut! | Gold wert | Rot. Wild. Frei. | Happy End? Happy Anfang.
| Snack dich glücklich | Rock the Kasten | Download im App Store | Cleaner Look, smarter Preis | Click & Collect
| All you need ist Liebe | Live im Ersten
""",
    "fr": """
Simple comme bonjour. | Table pour six. | On part quand ? | Attention, surprise ! | Impossible ? Possible. | Fin.
| Le son. Le vrai. | Grand. Long. Large. | Un point c'est tout. | Patience. | Nature. Pure. Point. | Champion !
| L'orange, la vraie. | Rien à dire | Santé ! | Encore. | Vite. | Au revoir les soucis | Prix doux | Soldes
| Collection printemps | Plus de fruits. Moins de sucre. | Mangez, bougez.
| Pour votre santé, mangez au moins cinq fruits et légumes par jour. | www.mangerbouger.fr | Message d'intérêt général
| C'est qui le patron ? | Oh là là. | T'inquiète. | Chut. | Le week-end commence jeudi | Le drive, c'est fun.
| Start-up, mais à la française | BONNE FÊTE MAMAN | OFFRE LIMITÉE | Merci patron | Long comme un jour sans pain
| Six mois. Six euros. | Bio, local, bon. | Essayez-la. | Dis oui. | Un instant | Au bureau comme à la mer
| Chez vous en deux heures | Tu as faim ? Mange.
""",
    "es": """
Real. Natural. Total. | No hay plan B | Come. Ama. Vive. | El mar. La sal. | Sin más. | Solo una vez
| Once. Doce. Ya. | Tan normal. | Ven. | Sabe a hogar | La idea es simple | Un café con leche | A por todas
| Venga va. | Órale, güey. | ¿Neta? | Che, vení. | Final feliz | Con sal, sin gluten | ¡Mola! | Rico, rico.
| Hecho en casa | ¿Y tú? | Super fácil | Red social | Color natural | Total, para qué | Es hora | Vive | Rebajas
| Ofertas hasta el viernes | Ahora o nunca | El mejor pan | Tu banco online | Relax total | Más por menos
| Ideal para toda la familia | Suena bien | Sé tú | Dale. | Van seis. | Pan con tomate
""",
    "pt": """
Come bem. | É real. | Mais amor. | A vida é bela | Vem. | Partiu praia? | Bora! | Tudo bem? | Sabor de verdade
| Casa de mãe | Só hoje | O bom do Brasil | Fixe, pá. | Autocarro cheio, cabeça vazia. | Pequeno-almoço
| Que tal um café? | Por amor | Para sempre | Um dia normal | Natural. Total. Ideal. | O sol. O sal. O mar.
| Dá para todos | Com certeza | Sem stress | Saúde! | De norte a sul | Uma casa, uma família | Amo muito tudo isso
| Ideia boa | Cheiro de café | Sai da frente | Feito à mão | Vale tudo | Muito mais | Mais por menos | Leve 3, pague 2
| Black Friday | O melhor preço | Dance. Viva. Ame. | Fome? Come. | Time que ganha
""",
    "it": """
Fine della storia | Pure tu? | Come vuoi | Dove sei? | Che vita! | Buono come il pane | Ciao ciao | Andiamo
| Vino, pane, amore | La pasta è una cosa seria | Male non fa | Sale e pepe | Due fratelli, una sola passione
| Mare, sole, relax | Ora o mai più | Boh. | Dai! | Mamma mia! | Senza se e senza ma | Più gusto | Il weekend lungo
| Lo smart working, ma al mare | Facile | Ideale per tutti | Tutta un'altra musica | Non solo moda
| Qui si mangia bene | Chi ama brucia | Sconti | Domani è un altro giorno | In forma | Prova la differenza
| Fatto in casa | Banca online | Il gusto pieno della vita | A casa tua in 24 ore | Sono io | Mai sola | Zero euro
| Dolce far niente
""",
    "nl": """
Open. Voor iedereen. | Wat een week | Best lekker | Help! | Warm in de winter | Land in zicht | We zijn open
| Hier en nu | Beter brood | Lekker bezig | Kan wel. | Doe maar | De beste deal | Glad? Strooi. | Kom op
| Drop. Dropper. Dropst. | Arm in arm | Gratis bezorgd | Even Apeldoorn bellen | Plan je week | Zin in zon
| Alles over water | Een huis is geen thuis | Minder plastic | Op is op | Heel Holland bakt | Water, weer, wind.
| Wild van muziek | Met hart en ziel | Heerlijk, helder | Online besteld, morgen in huis | Geen gedoe | Slim!
| Test nu | Een kop koffie | Schat, ik ben thuis | In de oven | Vers van het land | Ja, echt. | Snel thuis
""",
    "sv": """
Vill du? | Hela dagen | Under ytan | Full fart | Ren luft | Land och hav | Allt i ett | Barn är barn | God jul
| Så gott | Hem ljuva hem | Inte bara mjölk | Fika? | Lagom | Dags | Stark start | Vi ses | Fin fin | Nu kör vi
| Över allt annat | Alla är med | Tur och retur | För dig | Ingen stress | Smakar mer | Snart är det jul | Rea
| Helt gratis | Mer för mindre | Kom hem | Salt. Sand. Sol. | Från gård till bord | Glad i mat | Sommar, sol och bad
| Plats för alla | Full av liv | Ett glas till | Köp nu | Häng med | Det är gott
""",
    "pl": """
To jest to | On i ona | Ten smak | Do domu | No to co? | Moment! | Smacznego | Dom pełen ciepła | Taki plan
| Ale pycha | Hit lata | Po prostu | Zawsze razem | I już | Za darmo | Tanio | Brat, siostra, pies | My i wy
| Super cena | Nowy sezon | Jest moc | Dla ciebie | Na zdrowie | Bez cukru | Serio? | Okej. | Weekend w górach
| Na lato | Online i w sklepach | Promocja do piątku | Lody, lody dla ochłody | Mama wie | Sport to zdrowie
| Kup teraz | Mniej znaczy więcej | Radość życia | Prosto z pola | Ale to dobre | Test smaku | Most do jutra
""",
    "tr": """
Son bir şans | On numara | At gözlüğünü at | Can dostum | Her gün | Ben de | İndirim | Fırsat | Hoş geldin
| Afiyet olsun | Tam zamanı | Bal gibi | Sen de gel | Al bir tane | Hayat kısa | Yok artık | Bence de | Pazartesi mi?
| Süper | Bol köpüklü | Evde kal | Ailece | Tadı başka | Kolay mı kolay | Bir ömür | Sıcak sıcak | Ne güzel | Gel
| Hadi | Yaz geldi | Onun sırrı | İyi ki varsın | Taze | Var mısın? | İstanbul | Ekmek, su, tuz | Bin bir gece
| Herkes için | Biz buradayız | Yarın değil, şimdi
""",
    "en": """
Voilà. | C'est la vie. | Mañana. | Ciao, bella. | Tapas, sangria, siesta. | Una paloma blanca
| Zeitgeist. Wanderlust. Lager. | Café au lait? | Hygge at home | Ta-da! | Brrr. | Mmm. | Oi! | Cuppa? | Lovely jubbly
| G'day, mate. | Fair dinkum. | Wee dram? | Sláinte! | Dolce vita, delivered. | Pret a manger? | Feliz Navidad!
| Joie de vivre | Prosecco, pesto, pronto. | Vorsprung durch Technik
""",
    "da": """
Rent vand | Så er der kaffe | Hygge | Godt begyndt | Under bordet | For dig | Det hele værd | Er du med? | God mad
| Nyhed
""",
    "fi": """
Hyvää huomenta | Uutuus | Vihdoin | Nyt | Kiitos äiti | Se on siinä | Mitä kuuluu? | Maukas | Kesä tulee
| Vain sinulle
""",
    "cs": """
Dobré ráno | Konečně | Novinka | To je ono | Na zdraví | Jen dnes | Sleva | Děkujeme | Pojď ven | A máte to
""",
    "vi": """
Cuối cùng | Mới | Ngon | Chào buổi sáng | Về nhà thôi | Chỉ hôm nay | Tết này về nhà | Cho con | Tin hay không?
| Ngon lành
""",
    "id": """
Akhirnya | Baru | Enak! | Selamat pagi | Hanya hari ini | Pulang yuk | Ada kok | Hemat | Mudik tenang | Rasa rumah
""",
    "ms": """
Akhirnya | Baharu | Sedap! | Selamat pagi | Jom balik | Boleh! | Jimat | Hari ini sahaja | Rasa ibu | Raya tiba
""",
    "ro": """
În sfârșit | Nou | Bună dimineața | Acasă | Gratis | Doar azi | Poftă bună | Hai acasă | E bun | Simplu
""",
    "hu": """
Végre | Új | Jó reggelt | Otthon | Ingyen | Csak ma | Finom! | Gyere haza | Ez az | Egyszerű
""",
    "nb": """
Endelig | Nyhet | God morgen | Hjemme best | Gratis | Bare i dag | Kos deg | Ut på tur | Det er digg | Enkelt
""",
}
SHORT_LINES = {language: [line.strip() for line in text.split("|")] for language, text in _TEXTS.items()}

# Lines that a writer may leave as they are.
_ENGLISH = """
Bakery closed. | Rise and shine. | He drives. You nap. | Softer than snow. | Crunch time. | Grandma approves.
| Zero sugar. Zero guilt. | Hands off, Kevin. | Built for mud. | Taste the sea. | Two wheels, one planet.
| Mondays are cancelled. | Dinner's ready! | Stay curious. | Think different. | Open happiness. | Just do it.
| Impossible is nothing. | Because you're worth it. | Have a break. | Every little helps. | The best a man can get.
| Eat fresh. | Connecting people. | Keep walking. | Belong anywhere. | Obey your thirst. | Hurry! | Terms apply.
| Ages 3 and up. | Batteries not included. | Serving suggestion. | Available in stores now. | Limited edition.
| Save up to 30%. | Recycle me. | Ask your pharmacist. | Drive safely. | Visit us online. | Call now.
| Sold separately. | Sweet dreams. | Happy birthday, Grandpa. | Who ate my yoghurt? | Silence, please. | Breathe.
| Again! | Smile. | Tomorrow. | Wake up! | Listen. | Yours. | Unforgettable. | Warmth. | Homemade. | Crispy.
| Cosy up. | Worth it. | Game on. | Road trip! | Slow down. | Nothing else. | See you there. | Rain again.
| Mind the gap. | Almost home. | Be kind. | Why wait? | Grow wild. | Hold on tight.
"""
SHORT_ENGLISH = [line.strip() for line in _ENGLISH.split("|")]
