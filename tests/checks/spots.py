"""Four short spots and some supers in English, and what copywriters of fifteen other languages might make of them.

The lines of a language stand in the order of `ENGLISH`. They are written as such lines are: short, with brand names,
numbers, loan words and the idiom of the place.
"""

from __future__ import annotations

from gcl.checks import Draft
from gcl.payloads import ScriptRow

LOCKED = ["Maple Gold", "Strider", "StriderFoam", "Penny", "Nordlys"]

ENGLISH = """
Nobody ever got up early for cereal.
But some mornings smell different.
Morning, sunshine.
Maple Gold. Only maple, nothing else.
Worth getting up for.
Day one. Everything hurts.
Why am I doing this?
Day thirty. You stop counting.
The new Strider with StriderFoam. Light as a good excuse.
No excuses.
It's 3 a.m. Do you know where your money is?
Not really, no.
Penny shows you. Every cent, every day, on your phone.
Free for the first year
Penny. Sleep well.
Finally.
You have 214 unread emails.
Dad? Are you coming?
The sea does not have Wi-Fi. That is the point.
From 49 € one way
Nordlys. Come back as someone else.
Book now
New
Now with 20% more
Thank you, Mom.
Made in Italy
Please enjoy responsibly.
Delicious!
Only until Sunday
Now also vegan
Coming soon
Good night.
""".strip().split("\n")

_TEXTS = {
    "de": """
Für Müsli ist noch nie jemand früh aufgestanden.
Aber manche Morgen riechen anders.
Na, du Schlafmütze.
Maple Gold. Nur Ahorn, sonst nichts.
Dafür steht man auf.
Tag eins. Alles tut weh.
Warum mach ich das eigentlich?
Tag dreißig. Du zählst nicht mehr mit.
Der neue Strider mit StriderFoam. Leicht wie eine gute Ausrede.
Keine Ausreden.
Drei Uhr nachts. Weißt du, wo dein Geld ist?
Nö. Nicht so richtig.
Penny zeigt's dir. Jeden Cent, jeden Tag, auf dem Handy.
Im ersten Jahr gratis
Penny. Schlaf gut.
Endlich.
214 ungelesene E-Mails.
Papa? Kommst du?
Das Meer hat kein WLAN. Genau darum geht's.
Ab 49 € pro Strecke
Nordlys. Komm als jemand anderes zurück.
Jetzt buchen
Neu
Jetzt mit 20 % mehr Inhalt
Danke, Mama.
Made in Italy
Bitte verantwortungsvoll genießen.
Lecker!
Nur bis Sonntag
Jetzt auch vegan
Demnächst
Gute Nacht.
""",
    "fr": """
Personne ne s'est jamais levé tôt pour des céréales.
Mais certains matins sentent autrement.
Salut, ma belle.
Maple Gold. De l'érable, et c'est tout.
Ça vaut le réveil.
Jour un. Tout fait mal.
Mais pourquoi je fais ça ?
Jour trente. Tu ne comptes plus.
La nouvelle Strider avec StriderFoam. Légère comme une bonne excuse.
Zéro excuse.
Il est trois heures. Savez-vous où est votre argent ?
Euh, pas vraiment.
Penny vous le montre. Chaque centime, chaque jour, sur votre mobile.
Gratuit la première année
Penny. Dormez bien.
Enfin.
214 mails non lus.
Papa ? Tu viens ?
La mer n'a pas le Wi-Fi. C'est bien l'idée.
Dès 49 € l'aller simple
Nordlys. Revenez quelqu'un d'autre.
Réservez vite
Nouveau
Maintenant 20 % de plus
Merci, maman.
Made in Italy
L'abus d'alcool est dangereux pour la santé.
Un délice !
Jusqu'à dimanche
Existe aussi en vegan
Bientôt
Bonne nuit.
""",
    "es": """
Nadie ha madrugado nunca por unos cereales.
Pero hay mañanas que huelen distinto.
Buenos días, dormilona.
Maple Gold. Solo arce, nada más.
Por esto, madrugas.
Día uno. Duele todo.
¿Por qué hago esto?
Día treinta. Dejas de contar.
La nueva Strider con StriderFoam. Ligera como una buena excusa.
Sin excusas.
Son las tres. ¿Sabes dónde está tu dinero?
Pues no, la verdad.
Penny te lo enseña. Cada céntimo, cada día, en tu móvil.
Gratis el primer año
Penny. Que descanses.
Por fin.
Tienes 214 correos sin leer.
¿Papá? ¿Vienes?
El mar no tiene wifi. De eso se trata.
Desde 49 € por trayecto
Nordlys. Vuelve siendo otra persona.
Reserva ya
Nuevo
Ahora un 20 % más
Gracias, mamá.
Made in Italy
Disfruta de un consumo responsable.
¡Qué rico!
Solo hasta el domingo
Ahora también vegano
Muy pronto
Buenas noches.
""",
    "pt": """
Ninguém nunca acordou cedo por causa de cereal.
Mas tem manhã que cheira diferente.
Bom dia, flor do dia.
Maple Gold. Só bordo, mais nada.
Vale a pena levantar.
Dia um. Tudo dói.
Por que eu faço isso?
Dia trinta. Você para de contar.
O novo Strider com StriderFoam. Leve como uma boa desculpa.
Sem desculpas.
São três da manhã. Você sabe onde está o seu dinheiro?
Na verdade, não.
A Penny mostra. Cada centavo, todo dia, no seu celular.
Grátis no primeiro ano
Penny. Durma bem.
Até que enfim.
214 e-mails não lidos.
Pai? Você vem?
O mar não tem Wi-Fi. A ideia é essa.
A partir de 49 € por trecho
Nordlys. Volte outra pessoa.
Reserve já
Novo
Agora com 20% a mais
Obrigada, mãe.
Made in Italy
Aprecie com moderação.
Que delícia!
Só até domingo
Agora também vegano
Em breve
Boa noite.
""",
    "it": """
Nessuno si è mai alzato presto per i cereali.
Ma certe mattine hanno un altro profumo.
Buongiorno, raggio di sole.
Maple Gold. Solo acero, nient'altro.
Vale la sveglia.
Giorno uno. Fa male tutto.
Ma chi me lo fa fare?
Giorno trenta. Smetti di contare.
La nuova Strider con StriderFoam. Leggera come una buona scusa.
Niente scuse.
Sono le tre di notte. Sai dove sono i tuoi soldi?
Mah, non proprio.
Penny te lo mostra. Ogni centesimo, ogni giorno, sul telefono.
Gratis il primo anno
Penny. Dormi bene.
Finalmente.
Hai 214 email non lette.
Papà? Vieni?
Il mare non ha il Wi-Fi. È proprio questo il bello.
Da 49 € a tratta
Nordlys. Torna che sei un altro.
Prenota ora
Novità
Ora il 20% in più
Grazie, mamma.
Made in Italy
Bevi responsabilmente.
Che buono!
Solo fino a domenica
Ora anche vegano
Prossimamente
Buonanotte.
""",
    "nl": """
Niemand is ooit vroeg opgestaan voor ontbijtgranen.
Maar sommige ochtenden ruiken anders.
Goeiemorgen, zonnetje.
Maple Gold. Alleen esdoorn, verder niks.
Daar kom je je bed voor uit.
Dag één. Alles doet pijn.
Waarom doe ik dit?
Dag dertig. Je telt niet meer.
De nieuwe Strider met StriderFoam. Licht als een goede smoes.
Geen smoesjes.
Het is drie uur 's nachts. Weet je waar je geld is?
Eh, niet echt.
Penny laat het zien. Elke cent, elke dag, op je mobiel.
Het eerste jaar gratis
Penny. Slaap lekker.
Eindelijk.
214 ongelezen mails.
Papa? Kom je?
De zee heeft geen wifi. Dat is het hele punt.
Vanaf € 49 enkele reis
Nordlys. Kom terug als iemand anders.
Boek nu
Nieuw
Nu met 20% meer
Dank je, mam.
Made in Italy
Geniet, maar drink met mate.
Heerlijk!
Alleen t/m zondag
Nu ook vegan
Binnenkort
Welterusten.
""",
    "sv": """
Ingen har någonsin gått upp tidigt för flingor.
Men vissa morgnar doftar annorlunda.
Godmorgon, gumman.
Maple Gold. Bara lönn, inget annat.
Värt att gå upp för.
Dag ett. Allt gör ont.
Varför håller jag på med det här?
Dag trettio. Du slutar räkna.
Nya Strider med StriderFoam. Lätt som en bra ursäkt.
Inga ursäkter.
Klockan är tre. Vet du var dina pengar är?
Nja, inte direkt.
Penny visar dig. Varje krona, varje dag, i mobilen.
Gratis första året
Penny. Sov gott.
Äntligen.
Du har 214 olästa mejl.
Pappa? Kommer du?
Havet har inget wifi. Det är hela poängen.
Från 49 € enkel resa
Nordlys. Kom hem som någon annan.
Boka nu
Nyhet
Nu med 20 % mer
Tack, mamma.
Made in Italy
Njut med måtta.
Mums!
Bara till söndag
Nu även vegansk
Kommer snart
God natt.
""",
    "pl": """
Nikt nigdy nie wstał wcześnie dla płatków.
Ale niektóre poranki pachną inaczej.
Dzień dobry, słoneczko.
Maple Gold. Tylko klon, nic więcej.
Warto wstać.
Dzień pierwszy. Boli wszystko.
Po co ja to robię?
Dzień trzydziesty. Przestajesz liczyć.
Nowe Strider ze StriderFoam. Lekkie jak dobra wymówka.
Bez wymówek.
Trzecia w nocy. Wiesz, gdzie są twoje pieniądze?
No, nie bardzo.
Penny ci pokaże. Każdy grosz, każdego dnia, w telefonie.
Pierwszy rok gratis
Penny. Śpij dobrze.
Nareszcie.
Masz 214 nieprzeczytanych maili.
Tato? Idziesz?
Morze nie ma Wi-Fi. I o to chodzi.
Od 49 € w jedną stronę
Nordlys. Wróć jako ktoś inny.
Rezerwuj teraz
Nowość
Teraz 20% więcej
Dzięki, mamo.
Made in Italy
Pij odpowiedzialnie.
Pycha!
Tylko do niedzieli
Teraz też wegańskie
Wkrótce
Dobranoc.
""",
    "tr": """
Kimse mısır gevreği için erken kalkmadı.
Ama bazı sabahlar başka kokar.
Günaydın, güneşim.
Maple Gold. Sadece akçaağaç, başka bir şey yok.
Uyanmaya değer.
Birinci gün. Her yerim ağrıyor.
Ben bunu niye yapıyorum?
Otuzuncu gün. Saymayı bırakırsın.
StriderFoam'lu yeni Strider. İyi bir bahane kadar hafif.
Bahane yok.
Saat gecenin üçü. Paran nerede, biliyor musun?
Pek sayılmaz.
Penny gösterir. Her kuruşu, her gün, telefonunda.
İlk yıl ücretsiz
Penny. İyi uykular.
Nihayet.
214 okunmamış e-postan var.
Baba? Geliyor musun?
Denizin Wi-Fi'ı yok. Bütün mesele bu.
Tek yön 49 €'dan başlayan fiyatlarla
Nordlys. Bambaşka biri olarak dön.
Hemen ayırt
Yeni
Şimdi %20 daha fazla
Teşekkürler anne.
Made in Italy
Lütfen sorumlu tüketin.
Nefis!
Pazar gününe kadar
Şimdi vegan da var
Çok yakında
İyi geceler.
""",
    "ja": """
シリアルのために早起きする人はいない。
でも、匂いがちがう朝がある。
おはよう。
Maple Gold。メープルだけ。
起きてよかった朝。
一日目。ぜんぶ痛い。
なんでやってるんだろ。
三十日目。もう数えない。
新しいStrider、StriderFoam搭載。いい言い訳みたいに軽い。
言い訳、なし。
午前三時。あなたのお金、今どこにいますか。
いや、あんまり。
Pennyならわかる。一円まで、毎日、スマホで。
初年度無料
Penny。おやすみなさい。
やっと。
未読メール、214件。
パパ、行かないの？
海にWi-Fiはない。そこがいい。
片道49ユーロから
Nordlys。別人になって帰ろう。
今すぐ予約
新登場
いまだけ20％増量
ありがとう、お母さん。
イタリア製
お酒は20歳になってから。
うまい！
日曜日まで
ヴィーガンもできました
近日公開
おやすみ。
""",
    "zh": """
没人会为了麦片早起。
但有些早晨，闻起来不一样。
早啊，小太阳。
Maple Gold。只有枫糖，别无其他。
值得早起。
第一天，哪儿都疼。
我这是图什么？
第三十天，你不再数了。
全新Strider，搭载StriderFoam。轻得像个好借口。
不找借口。
凌晨三点，你知道你的钱在哪儿吗？
还真不知道。
Penny告诉你。每一分，每一天，就在手机上。
首年免费
Penny。睡个好觉。
终于。
214封未读邮件。
爸，你来吗？
大海没有Wi-Fi。这才是重点。
单程49欧元起
Nordlys。换个自己回来。
立即预订
新品
加量20%
谢谢你，妈妈。
意大利制造
请理性饮酒。
真香！
周日截止
纯素款上市
敬请期待
晚安。
""",
    "ko": """
시리얼 먹겠다고 일찍 일어나는 사람은 없죠.
그런데 향이 다른 아침이 있습니다.
잘 잤어, 우리 딸?
Maple Gold. 오직 메이플, 그것뿐.
일어나길 잘했다.
첫째 날. 온몸이 아프다.
나 이거 왜 하지?
서른째 날. 세는 걸 잊는다.
StriderFoam을 담은 새로운 Strider. 좋은 핑계만큼 가볍다.
핑계는 없다.
새벽 세 시. 내 돈, 지금 어디 있는지 아세요?
음, 잘 모르겠는데요.
Penny가 보여드립니다. 1원까지, 매일, 스마트폰에서.
첫해 무료
Penny. 안녕히 주무세요.
드디어.
안 읽은 메일 214통.
아빠? 안 와?
바다엔 와이파이가 없습니다. 그래서 좋습니다.
편도 49유로부터
Nordlys. 다른 사람이 되어 돌아오세요.
지금 예약하세요
신제품
이제 20% 더
고마워요, 엄마.
이탈리아산
지나친 음주는 건강에 해롭습니다.
맛있다!
일요일까지만
이제 비건도
커밍순
잘 자.
""",
    "ar": """
لا أحد يستيقظ باكرًا من أجل رقائق الذرة.
لكن لبعض الصباحات رائحة أخرى.
صباح الخير يا شمسي.
Maple Gold. قيقب فقط، ولا شيء غيره.
تستحق الاستيقاظ.
اليوم الأول. كل شيء يؤلمني.
لماذا أفعل هذا؟
اليوم الثلاثون. تتوقف عن العد.
حذاء Strider الجديد مع StriderFoam. خفيف كعذر جميل.
بلا أعذار.
الساعة الثالثة فجرًا. هل تعرف أين أموالك؟
في الحقيقة، لا.
Penny يريك إياها. كل فلس، كل يوم، على هاتفك.
مجانًا في السنة الأولى
Penny. نومًا هنيئًا.
أخيرًا.
لديك 214 رسالة غير مقروءة.
بابا؟ هل ستأتي؟
البحر بلا واي فاي. وهنا تكمن المتعة.
ابتداءً من 49 يورو للاتجاه الواحد
Nordlys. عُد شخصًا آخر.
احجز الآن
جديد
الآن مع 20٪ أكثر
شكرًا يا أمي.
صنع في إيطاليا
يرجى الاستخدام بمسؤولية.
لذيذ!
حتى يوم الأحد فقط
متوفر الآن نباتيًا
قريبًا
تصبحون على خير.
""",
    "hi": """
सीरियल के लिए कोई जल्दी नहीं उठता।
पर कुछ सुबहें अलग महकती हैं।
गुड मॉर्निंग, बेटा।
Maple Gold. सिर्फ़ मेपल, और कुछ नहीं।
उठना बनता है।
पहला दिन। सब दुखता है।
मैं ये कर क्यों रहा हूँ?
तीसवाँ दिन। गिनती छूट जाती है।
नया Strider, StriderFoam के साथ। अच्छे बहाने जितना हल्का।
नो बहाना।
रात के तीन बजे हैं। पता है आपका पैसा कहाँ है?
सच कहूँ तो, नहीं।
Penny दिखाता है। हर पैसा, हर दिन, आपके फ़ोन पर।
पहले साल मुफ़्त
Penny. चैन से सोइए।
आख़िरकार।
214 ईमेल पढ़ने बाकी हैं।
पापा? आ रहे हो?
समंदर में Wi-Fi नहीं होता। यही तो बात है।
एक तरफ़ का किराया 49 € से
Nordlys. कोई और बनकर लौटिए।
अभी बुक करें
नया
अब 20% ज़्यादा
शुक्रिया, माँ।
मेड इन इटली
कृपया ज़िम्मेदारी से आनंद लें।
स्वादिष्ट!
सिर्फ़ रविवार तक
अब वीगन भी
जल्द आ रहा है
शुभ रात्रि।
""",
    "th": """
ไม่มีใครตื่นเช้าเพื่อซีเรียลหรอก
แต่บางเช้ากลิ่นมันต่างไป
อรุณสวัสดิ์ลูก
Maple Gold เมเปิลล้วนๆ ไม่มีอย่างอื่น
คุ้มค่าที่จะตื่น
วันที่หนึ่ง เจ็บไปทั้งตัว
ทำไปทำไมเนี่ย
วันที่สามสิบ เลิกนับแล้ว
Strider ใหม่ พร้อม StriderFoam เบาเหมือนข้ออ้างดีๆ
ไม่มีข้ออ้าง
ตีสามแล้ว รู้ไหมว่าเงินคุณอยู่ไหน
ก็ไม่เชิงนะ
Penny บอกคุณ ทุกบาท ทุกวัน บนมือถือ
ฟรีปีแรก
Penny หลับฝันดี
ในที่สุด
อีเมลยังไม่ได้อ่าน 214 ฉบับ
พ่อ มาหรือเปล่า
ทะเลไม่มี Wi-Fi นั่นแหละดี
เริ่มต้น 49 ยูโรต่อเที่ยว
Nordlys กลับมาเป็นคนใหม่
จองเลย
ใหม่
เพิ่มขึ้น 20%
ขอบคุณครับแม่
ผลิตในอิตาลี
ดื่มอย่างมีความรับผิดชอบ
อร่อย!
ถึงวันอาทิตย์นี้เท่านั้น
มีสูตรวีแกนแล้ว
เร็วๆ นี้
ราตรีสวัสดิ์
""",
}
LINES = {language: text.strip().split("\n") for language, text in _TEXTS.items()}

# (shot, timecode, visual, lines as (label, number in ENGLISH)).
_SPOTS: list[list[tuple[str, str, str, list[tuple[str, int]]]]] = [
    [
        (
            "1",
            "00:00-00:04",
            "Close on an alarm clock on a dark Sunday. A hand hits snooze.",
            [("SFX: Rain.", -1), ("VO:", 0)],
        ),
        (
            "2",
            "00:04-00:08",
            "A kitchen in golden light. A father turns a pancake.",
            [("SFX: Butter hissing.", -1), ("VO:", 1)],
        ),
        ("3", "00:08-00:12", "Her father slides the Maple Gold bottle down the table.", [("FATHER:", 2)]),
        ("4", "00:12-00:16", "Close on amber syrup. The bottle comes to rest.", [("VO:", 3), ("SUPER:", 4)]),
    ],
    [
        ("10", "0-4", "A man ties his laces on a wet pavement.", [("VO:", 5)]),
        ("20", "4-7", "He runs uphill, his face in the rain.", [("(heavy breathing)", -1), ("RUNNER: (panting)", 6)]),
        ("30", "7-11", "The same hill at dawn. He smiles.", [("MUSIC: a drum.", -1), ("VO:", 7)]),
        ("40", "11-17", "Product shot: the Strider on white.", [("VO:", 8)]),
        ("50", "17-21", "Black.", [("SUPER:", 9), ("SUPER: strider.com", -1)]),
    ],
    [
        ("1", "00:00:00:00-00:00:06:00", "A woman awake in bed, her face lit by nothing.", [("VO: (whispers)", 10)]),
        ("2", "00:00:06:00-00:00:08:12", "She shakes her head.", [("WOMAN:", 11)]),
        ("2A", "00:00:08:12-00:00:14:12", "Insert: the Penny app on a phone.", [("VO:", 12)]),
        ("3", "00:00:14:12-00:00:19:00", "The screen, close.", [("SUPER:", 13), ("SUPER: 24/7", -1)]),
        ("4", "00:00:19:00-00:00:23:00", "She sleeps. The Penny logo glows.", [("VO:", 14), ("SUPER:", 15)]),
    ],
    [
        ("1", '4"', "A desk. A screen. A cold coffee.", [("VO:", 16)]),
        ("2", '3"', "A boy in a life jacket in the door.", [("BOY:", 17)]),
        ("3", '6"', "Wide: the ferry, small on a big sea.", [("SFX: gulls.", -1), ("VO:", 18)]),
        ("4", '4"', "The price over the wake.", [("SUPER:", 19)]),
        ("5", '4"', "Father and son at the railing. The Nordlys pulls out.", [("VO:", 20)]),
        ("6", '3"', "Logo.", [("SUPER:", 21), ("SUPER: Nordlys", -1)]),
    ],
    [
        (str(number), f"{number * 4}-{number * 4 + 4}", "A picture of its own, in daylight.", [("SUPER:", 22 + number)])
        for number in range(10)
    ],
]


def spots(language: str) -> list[list[ScriptRow]]:
    """The spots in a language, with translations after the lines if it is not English."""
    return [
        [
            ScriptRow(shot_number=shot, timecode=time, visual=f"{visual} Shot {shot}.", audio=_audio(lines, language))
            for shot, time, visual, lines in spot
        ]
        for spot in _SPOTS
    ]


def drafts(language: str) -> list[Draft]:
    """An adaptation of each spot that is right in all that a program can decide."""
    return [
        Draft(
            origin=origin,
            rows=rows,
            origin_language="en",
            language=language,
            locked_terms=LOCKED,
            forbidden_terms=["guilt-free", "indulge", "cheap"],
        )
        for origin, rows in zip(spots("en"), spots(language), strict=True)
    ]


def _audio(lines: list[tuple[str, int]], language: str) -> str:
    return "\n".join(label if number < 0 else f"{label} {_line(number, language)}" for label, number in lines)


def _line(number: int, language: str) -> str:
    if language == "en":
        return f'"{ENGLISH[number]}"'
    return f"{LINES[language][number]} ({ENGLISH[number]})"
