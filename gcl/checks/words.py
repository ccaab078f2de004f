"""Words that tell a language where a line is too short for statistics: little ones, and for English everyday ones.

A word that two languages spell alike tells neither, so lists may overlap. Words that ads of many countries share, such
as "sale", are in `SHARED`.
"""

from __future__ import annotations

from functools import cache

_ENGLISH = """
a about above across aerial after again against ago all almost alone along already also although always am an and
angle another any anybody anyone anything anyway apartment are aren't around as ask asked at available away awful baby
back background bad be beautiful became because become bed been before began begin behind believe bell bells below
beside best better better's between big bigger birds bite black blue blurred board body book born both bottle bottles
bought bowl boy brand-new bread break breakfast bright bring brings brother brought bubbling build built business busy
but buy by call called came camera can can't candle cannot car care catch chair change cheap check child children
choose city clean clear close coffee cold come comes coming cook cooking corner could couldn't count counter country
crackling cream crowd cups cut dad daddy dare dark daughter dawn day daylight days deal dear deep delicious delivered
did didn't different dinner dirty discover do does doesn't dog doing don't done door doors down dream dreams dress
drink drive drum dry dusk each early earth easy eat eight either else empty end engine enjoy enough establishing even
evening ever every everybody everyone everything everything's everywhere excuse excuses experience exterior extreme
eye eyes face fades falls family far fast fat father feel feeling feelings feels feet few field fills finally find
fine finger fire first fish five floor fly follow food footsteps for foreground forever forget forgot found four frame
free fresh friend friends from front full fun funny gave get gets getting girl give given gives glass glows go goes
going gone good goodbye got great green grey grow guitar had hair half hand hands happen happens happy hard has hasn't
hate have haven't he he's hear heard heart heat heavy hello help her here here's hers high hills him his hold holds
home hope hot hour hours house how however hurry hurt hurts husband i i'd i'll i'm i've if imagine in insert inside
interior into is isn't it it's its job join joy juice jump just keep keeps kettle kid kids kind kitchen knew knife
know known knows label lamp lands last late later laugh laughter lazy leans learn least leave left less let let's
letter life lift lifts light like limited line listen little live lives logo long longer look looking looks lose lost
lot love loved loves low lunch made make makes making man many may maybe me meadow meal mean means meet men milk mind
mine minute minutes miss mom money month months more morning mornings most mother mouth move much mug mum must my name
near need needed needs neighbor neighbour never new news next nice night nights nine no nobody nobody's noise none nor
not nothing now of off offer offers often oh old on once one ones online only open opens or order other others our
ours out outside oven over overhead own pan pancake pans part party pass passes pay people perfect perhaps phone pick
picture piece place plate play please point possible pours power pretty price product promise proud pull pulls pure
push pushes put quick quiet quietly quite quote rain raining reach read ready real really reason red remember
responsibly rest rich ride right ringing rings rises road rolls room run running runs said same save saw say says
school screen sea season second see seems seen sell send sense set seven shadow shall share she she's shelf shine shoe
shoes shop shopping short shot shots should shouldn't show shows sick side silence silent simple simply since sing
sister sit sits six sizzling skin sky sleep slides slow slow-motion slowly small smart smell smile snow so soft softly
some somebody someone something sometimes somewhere son song soon sorry sound sounds spend spoon spring stack stand
stands start started starts stay steam steams step still stirs stone stop stopped stops story street strong such sugar
summer sun sunday sunshine sure surface sweet table tabletop take taken takes taking talk taste tasted tastes tasty
teach team tell ten than thank thanks that that's the their them then there there's these they they're thing things
think this those though thought three through time times tired title to today together told tomorrow tonight too took
touch town tracks traffic tree tried true trust truth try turn turns twice two ugly under understand unread until up
upon us use used very voice voices wait waiting wake wakes walk walks wall want wanted wants warm was wash wasn't
watch watches water way we we'll we're we've wear weather week weekend well went were weren't wet what what's whatever
when where which while whistle white who who's whole whose why wide wife will wind window winter wish with without
woman women won't wonder wonderful wood wooden word words work working world worry worth would wouldn't write wrong
yard year years yellow yes yesterday yet you you'd you'll you're you've young your yours yourself
"""
_OTHERS = {
    "de": """
der die das den dem des ein eine einen einem einer eines und oder aber nicht kein keine keinen ist sind war wird
werden wurde hat haben hast habe du ich er sie es wir ihr mich dich sich uns euch mir dir ihm ihnen mein meine dein
deine sein seine unser unsere mit von für auf aus bei nach seit zu zum zur im ins vom am beim bis durch gegen ohne um
über unter vor hinter zwischen wenn weil dass daß ob wie wo wer was warum wann hier da dort jetzt heute morgen gestern
immer nie noch schon nur auch sehr so mehr alles nichts etwas man jeder jede jedes jeden dann doch mal eben ganz gut
danke bitte endlich neu neue neuer neues wieder kann können muss musst will sollen machen macht geht gibt zeigt steht
liegt hält warm hand half wind winter finger name butter bring see still stand last rest mine wand spring sing rate
hold find mild person pass perfekt pur land ring gold sand arm wild blind ball bank test fest kind job kids fast best
under all also not bad brief herb most fair bald lief stark tag
""",
    "fr": """
le la les l un une des du de d et ou mais ne pas plus est sont était sera être ai as a ont avoir je j tu il elle on
nous vous ils elles me te se moi toi lui leur mon ma mes ton ta tes son sa ses notre votre nos vos ce cet cette ces c
qui que qu quoi dont où quand comme comment pourquoi dans sur sous avec sans pour par en vers chez entre depuis si
aussi très trop peu tout tous toute toutes rien jamais toujours encore déjà ici là bien bon bonne oui non merci enfin
aujourd demain hier maintenant nouveau nouvelle fait faire va vais vient ça cela avant après matin jour nuit but car
four long main mine once part place point possible pure six simple table court date minute minutes train fine or
orange surprise impossible unique message moment pain grand sale pays plan sort tape passion attention champion fruit
dessert nature lent vent pot bat fond age
""",
    "es": """
el la los las lo un una unos unas de del al y e o u pero no ni que qué es son era ser está están estar ha han he haber
yo tú él ella nosotros vosotros ellos me te se nos os le les mi mis tu tus su sus nuestro nuestra con sin por para en
entre desde hasta hacia sobre si sí como cómo cuando cuándo donde dónde quién quien porque más menos muy mucho mucha
todo toda todos todas nada nadie nunca siempre ya aún también solo sólo aquí ahí hoy mañana ayer ahora este esta esto
ese esa eso nuevo nueva bien bueno buenos buena buenas gracias hay hace hacer va vamos día noche cada come real sea
ten once red van simple idea color final sol pan sale pie dice a moral normal natural social total general local can
""",
    "pt": """
o a os as um uma uns umas de do da dos das no na nos nas em ao à aos e ou mas não nem que é são era ser está estão tem
têm ter foi eu tu você vocês ele ela nós eles elas me te se lhe meu minha teu tua seu sua nosso nossa com sem por pelo
pela para pra entre desde até sobre sim como quando onde quem porque mais menos muito muita tudo todo toda todos nada
ninguém nunca sempre já ainda também só aqui aí lá hoje amanhã ontem agora este esta isto esse essa isso novo nova bem
bom boa obrigado obrigada há faz fazer vai vamos dia noite manhã cada come for more time real mine fame dance tire
data ideal normal natural total social local sea
""",
    "it": """
il lo la i gli le l un uno una di del dello della dei degli delle a al alla ai alle da dal dalla in nel nella nei con
su sul sulla per tra fra e ed o ma non né che chi cosa è sono era sei essere ha hanno ho hai avere io tu lui lei noi
voi loro mi ti si ci vi ne mio mia tuo tua suo sua nostro nostra come quando dove perché se più meno molto molta tutto
tutta tutti niente nulla nessuno mai sempre già ancora anche solo qui qua lì là oggi domani ieri adesso ora questo
questa quello quella nuovo nuova bene buono buona buon grazie fa fare va andiamo giorno notte ogni fine me no pure
more due mine male sole cane sale vino idea
""",
    "nl": """
de het een en of maar niet geen is zijn was wordt worden heeft hebben heb had ik jij je u hij zij ze wij we jullie mij
me hem haar ons hun mijn jouw uw onze met van voor op uit bij naar sinds te ter in om over onder tussen door tegen
zonder tot als omdat dat die dit deze wat wie waar waarom wanneer hoe hier daar nu vandaag morgen gisteren altijd
nooit nog al alleen ook zeer heel zo meer alles niets niks iets elke elk ieder dan toch wel eens goed dank bedankt
eindelijk nieuw nieuwe weer kan kunnen moet moeten wil zal gaan gaat komt doen doet er warm hand half wind winter week
water land word want room wet weet open help hard last let men even here best school spring minute minuten boot bed
bad brief den deal beer as at ding arm glad gold jam mild ring slim storm wild plan rest test moment ten kind man
order
""",
    "sv": """
en ett den det de dem och eller men inte ingen inget inga är var blir bli blev har hade ha jag du han hon vi ni mig
dig sig oss er min mitt mina din ditt dina sin sitt sina vår vårt våra med av för på ur hos till från sedan i om över
under mellan genom mot utan när att som vad vem varför hur här där nu idag imorgon igår alltid aldrig än redan bara
också även mycket så mer allt något varje då ju väl bra tack äntligen ny nya nytt igen kan måste vill ska gå går
kommer gör göra lite hand full fast son dog all fin in on barn god land man mat rest salt sand small spring stark
stand start still sur glad gift hall hem led lag tall ten arm kind hit is just moment
""",
    "da": """
en et den det de dem og eller men ikke ingen intet er var bliver blive har havde have jeg du han hun vi mig dig sig os
jer min mit mine din dit dine sin sit vores med af for på hos til fra siden i om over under mellem gennem mod uden når
at som hvad hvem hvor hvorfor hvordan her der nu dag aldrig altid allerede kun også meget så mere alt noget hver godt
tak endelig ny nye nyt igen kan skal vil må går kommer gør lidt hand son dog all god land man mad rest salt sand still
hen gift glad bad fest is in form moment let kind most arm
""",
    "nb": """
en et ei den det de dem og eller men ikke ingen intet er var blir bli har hadde ha jeg du han hun vi meg deg seg oss
dere min mitt mine din ditt dine sin sitt vår med av for på hos til fra siden i om over under mellom gjennom mot uten
når at som hva hvem hvor hvorfor hvordan her der nå dag aldri alltid allerede bare også mye så mer alt noe hver godt
takk endelig ny nye nytt igjen kan skal vil må går kommer gjør litt hand dog dig all god land man mat rest salt sand
still gift glad bad fest is in form moment let kind most arm
""",
    "pl": """
i a o w z we ze na do od po za przy dla przez bez pod nad przed między oraz ale lub albo nie tak jest są był była było
być będzie ma mają mieć ja ty on ona ono my wy oni mnie mi cię ci go mu ją jej nas nam was wam ich im się mój moja
moje twój twoja twoje jego nasz nasza swój to ten ta te tego tej tym co kto gdzie kiedy jak dlaczego czy że żeby bo
gdy jeśli już jeszcze tylko też także bardzo więcej wszystko nic nigdy zawsze każdy każda każdego każdej tu tam teraz
dziś dzisiaj jutro wczoraj nowy nowa nowe nowość dobrze dobry dzień dziękuję dzięki proszę nareszcie można trzeba lot
no by brat hit most list plan sad pan moment test
""",
    "tr": """
ve veya ama fakat değil bir bu şu o ben sen biz siz onlar bana sana ona bize size beni seni onu bizi sizi benim senin
onun bizim sizin için ile gibi kadar göre sonra önce daha çok az en her hiç hep şimdi bugün yarın dün artık hâlâ bile
da de mi mı mu mü ki ne neden niye nasıl nerede kim hangi var yok olan olarak oldu olur et eder yap yapar gel git iyi
güzel yeni sadece yalnızca teşekkürler lütfen evet hayır nihayet sabah gece gün şey başka kimse on at can ten son us
top bin in bay kin pat
""",
    "fi": """
ja tai mutta ei en et emme ette eivät on ovat oli olla minä sinä hän me te he minun sinun hänen tämä tuo se nämä mikä
kuka missä milloin miksi miten kun jos että koska niin nyt tänään huomenna aina koskaan vielä jo vain myös hyvin hyvä
kaikki mitään joka kiitos vihdoin uusi uudet
""",
    "cs": """
a i ale nebo ne není je jsou byl byla bylo být já ty on ona my vy oni mě tě se si můj tvůj jeho její náš váš v ve na do
od po za při pro přes bez pod nad před mezi s z ze k ke o u to ten ta co kdo kde kdy jak proč že aby když už ještě jen
jenom také velmi více všechno nic nikdy vždy každý každou tady teď dnes zítra včera nový nová nové dobře děkuji konečně
""",
    "ro": """
un o și sau dar nu este sunt era fi am ai are avem eu tu el ea noi voi ei ele mă te se ne vă meu mea tău ta său sa în la
de din cu fără pe pentru prin între că ce cine unde când cum dacă mai foarte tot toate nimic niciodată mereu deja încă
doar numai și aici acum azi mâine ieri nou nouă bine bună mulțumesc
""",
    "hu": """
a az egy és vagy de nem van vannak volt lesz én te ő mi ti ők engem téged minket hogy ha mert mint mi ki hol mikor miért
hogyan itt ott most ma holnap tegnap mindig soha még már csak is nagyon több minden semmi új jó köszönöm végre
""",
    "vi": """
và hoặc nhưng không có là được bị của cho với trong ngoài trên dưới này kia đó tôi bạn anh chị em chúng ta nó ai gì đâu
khi nào sao như thế nào rất nhiều tất cả mọi mỗi đã đang sẽ chỉ cũng hôm nay ngày mai mới
""",
    "id": """
dan atau tetapi tidak bukan ada adalah ini itu saya aku kamu anda dia kami kita mereka yang di ke dari untuk dengan
tanpa pada dalam apa siapa mana kapan mengapa bagaimana sekarang hari besok selalu tidak pernah sudah masih hanya juga
sangat semua setiap baru terima kasih
""",
}
# What ads of many countries have in common, and names of things that are called so everywhere.
_SHARED = """
ah aha app apps baby bar beach bio blues bonus boss bravo brunch bye café casino chef chic chips ciao club cocktail
comfort cool deal deluxe design dj dvd e-mail eco email energy espresso euro event express extra fan fans festival
fitness flash gin glamour gourmet gps ha hallo happy hello hey hi hip hits hobby hotel hotline ice ideal info internet
jazz jeans jet joy led light lounge lunch mail mama menu mini mix mobile motel natural net oh ok okay online oops
original outlet papa park party pasta pizza plus pop premium pro pub radio rap relax restaurant retro rock sale salon
sauna selfie service set sexy shop shopping show single sir ski snack social soft solo spa sport sports star start
stop story streaming studio style super surf taxi tea team techno tennis test thriller ticket tickets tipp tiptop
toast top tour trend tv vegan video villa vintage vip vitamin voilà web website weekend wellness whatsapp wi-fi wifi
win wow www yoga zen zoom
"""
SHARED = frozenset(_SHARED.split())


@cache
def words_of(language: str) -> frozenset[str]:
    """What tells this language; empty for a language without a list."""
    return frozenset((_ENGLISH if language == "en" else _OTHERS.get(language, "")).split())


def languages_with_words() -> list[str]:
    return ["en", *_OTHERS]
