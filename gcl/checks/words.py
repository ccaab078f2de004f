"""Words that tell a language where a line is too short for statistics: little ones, and for English everyday ones.

A word that two languages spell alike tells neither, so lists may overlap. Words that ads of many countries share, such
as "sale", are in `SHARED`.
"""

from __future__ import annotations

from functools import cache

_ENGLISH = """
a about above accident account ache across adventure advice aerial afford afraid after afternoon again against age ago
agree air alive all allow almost alone along already also although always am amazing an ancient and angle angry animal
another answer any anybody anyone anything anyway apartment appetite apple apply approve are aren't around arrive as
ask asked asleep at aunt autumn available avoid awake award away awful baby back background bad bake baker bakery
balance banana bare bargain bark basket bath bathroom batteries battery be beard beat beautiful became because become
bed bee been beer before began begin behind belief believe bell bells belong below belt bench berry beside best better
better's between beware big bigger bike bill birds birth birthday biscuit bite bitter black blanket bless blood bloom
blow blue blurred board boat body bold bone book bored born borrow both bother bottle bottles bottom bought bounce
bowl boy boyfriend brain brand-new brave bread break breakfast breath breathe breeze bride bridge bright brilliant
bring brings brother brought brush bubble bubbling bucket bug build built burn business busy but butter button buy by
cake call called calm came camera can can't cancel candle candy cannot cap car care careful cash catch celebrate
century cereal chair chance change charge charm chase chat cheap cheaper check cheek cheer cheese chew chicken chief
child children chill chilly chocolate choice choose christmas church circle city clap class classic clean clear clever
close clothes cloud coach coat cocoa coffee cold color colour come comes comfort comfortable coming companion company
complain complete connect cook cooking copy corner cosy cotton cough could couldn't count counter country courage
course cousin cover cow cozy crack crackling craft crave craving crazy cream creamy create creature crisp crispy crowd
crunch crunchy cuddle cup cups cure curious curl curtain customer cut cute dad daddy damn damp dance danger dare dark
daughter dawn day daylight days deadline deaf deal dear death decide deep defend delicious deliver delivered delivery
demand dentist depend deserve desk dessert destiny detail devil did didn't diet different dig digital dinner dip dirty
discount discover dish distance disturb do doctor does doesn't dog doing don't done door doors double doubt dough down
dozen dream dreams dress drink drive drop drought drown drum dry dusk dust duty each eager early earth ease east easy
eat effort egg eight either elbow elevator else embrace empty end enemy engage engine enjoy enough envy equal escape
essential establishing even evening ever every everybody everyone everything everything's everywhere evil exact excite
exciting excuse excuses exercise expect expensive experience expert explore exterior extreme eye eyes fabric face
factory fades fail faith fake falls fame family famous fancy far farm farmer farther fashion fast fat father fault
favor favorite favour favourite fear feast feed feel feeling feelings feels feet fellow fence fever few fewer field
fight fills filter finally find fine finest finger fire firm first fish fit five fix flake flavor flavour flesh flight
float floor flour flower fluffy fly focus fold folk follow food foot footsteps for force foreground forest forever
forget forgive forgot fork fortune forward found four frame free freedom freeze fresh friday fridge friend friends
fries from front fruit fuel full fun funny furniture future gain game garage garden gave gentle get gets getting gift
giggle gingerly girl girlfriend give given gives glad glass glory glow glows go goal goat goes going gone good goodbye
goodness gorgeous got grace grain grandfather grandma grandmother grandpa granny grass grateful gravity greasy great
green grey grin grocery ground group grow grown growth guard guess guest guide guilt guilty guitar gum guy habit had
hair half hand handle handmade hands handy hang happen happens happiness happy harbor hard harvest has hasn't haste
hate have haven't hazel he he's headache heal health healthy hear heard heart heat heaven heavy heel height hello help
helpful her herd here here's hero hers hide high hike hill hills him his hold holds home homemade honest honey hood
hook hope horse hospital hot hour hours house how however hug huge human humble humor hundred hunger hungry hunt hurry
hurt hurts husband i i'd i'll i'm i've if ignore imagine impossible improve in include increase indeed indulge
ingredient innocent insert inside insurance interior into invite iron is island isn't it it's itch its jacket jam jar
jealous jewel job join joke journey joy juice juicy jump junk just justice keep keeps kettle key kick kid kids kill
kind king kiss kitchen knee kneel knew knife knock know known knows label ladder lady lake lamp lands last late later
laugh laughter laundry lawn layer lazy leaf leak leans leap learn least leather leave left lemon lend less lesson let
let's letter level liberty lick lid life lift lifts light like limit limited line lion lip listen little live lives
load lock logo lonely long longer look looking looks loose lose lost lot loud love loved lovely loves low loyal luck
lucky luggage lunch lung luxury machine mad made magic maid mailbox make makes making man many maple mark market marry
mash match matter may maybe mayor me meadow meal mean means meat meet melt member memory men mend mercy merry mess
message messy middle might mighty milk million mind minds mine minute minutes mirror mischief miss mist mistake moist
moisture mom moment monday money monster month months moon mop more morning mornings mortgage most mother mountain
mouth move much mud mug mum muscle mushroom music must my nail naked name nap narrow nature naughty near neat neck
need needed needle needs neighbor neighbour nerve nest never new news next nice nicely night nights nine no nobody
nobody's noise noisy none noodle noon nor north nose not note nothing notice now nowhere nut oak oat obey ocean odd of
off offer offers often oh oil old on once one ones onion online only open opens or orange order ordinary organic other
others ought our ours out outside oven over overhead owe own owner pack pain paint pair pale pan pancake pans pants
paper parent parents part party pass passes patience patient pause pay peace peach peanut pear peel pencil penny
people pepper perfect perfume perhaps pet pharmacist phone pick picture piece pillow pilot pinch pink pirate place
planet plant plastic plate play player pleasant please pleasure plenty plum pocket poem point poor popular porch pork
possible potato pound pour pours powder power powerful practice pray precious prepare present president press pretty
prevent price pride prince princess private prize problem produce product program promise proof proper protect proud
prove provide public pull pulls pump pumpkin punch pupil puppy pure purple purpose purse push pushes put puzzle queen
quest quick quiet quietly quilt quit quite quote rabbit race railway rain raining raise range rare rather raw reach
read ready real really reason receive recipe recycle red refresh refreshing refuse regret release relief remain
remember remind remove rent repair repeat reply report rescue respect responsibly rest reward rhythm rib ribbon rice
rich riddle ride right ringing rings rise rises risk river road roast rob rolls roof room root rope rose rough row
royal rub rubbish rude ruin rule run running runs rush sacred sad safe said sail salad salt same sand sandwich
saturday sauce save saw say says scale scare scarf scary scent school science scissors scoop score scratch scream
screen sea search season seat second secret secure see seed seems seen select sell send sense separate separately
serious serve serving set settle seven seventeen sew shade shadow shake shall shape share sharp shave she she's sheep
sheet shelf shelter shield shine ship shirt shock shoe shoes shoot shop shopping shore short shot shots should
shoulder shouldn't shout show shower shows shut shy sick side sight sign silence silent silk silly silver simple
simply sin since sing sip sir sister sit sits six size sizzling skate skill skin skip skirt sky slave sleep sleepy
sleeve slice slides slip slippery slow slow-motion slowly small smart smell smile smooth snap sneak sneeze snow so
soap soar sock sofa soft soften softer softly soil sold soldier solid solve some somebody someone something sometimes
somewhere son song soon sore sorry soul sound sounds soup sour source south space spare spark speak special speed
spell spend spice spicy spider spill spin spirit splash split spoil spoon spot spray spread spring square squeeze
stable stack stage stain stairs stamp stand stands stare start started starts state station stay steal steam steams
steel steep step stick sticky still stir stirs stomach stone stop stopped stops storage store storm story straight
strange strap straw strawberry stream street strength stress stretch strike string strip stripe stroke strong struggle
stubborn study stuff stupid subtle subway success such sudden suffer sugar suggest suggestion suit suitable summer sun
sunday sunshine supper supply support suppose sure surface surprise swallow swap sweat sweater sweep sweet sweetheart
swift swim swing sword syrup table tabletop tail take taken takes taking tale talk tall tap taste tasted tastes tasty
tax teach team tear tell ten tender terms terrible than thank thanks that that's the their them then there there's
these they they're thick thief thin thing things think thirst thirsty this those though thought thousand thread three
throat throne through throw thunder thursday tickle tide tidy tie tight time times tiny tip tired title to today toe
together told tomato tomorrow tongue tonight too took tooth toothpaste topping toss touch tough towel tower town toy
trace tracks trade traffic trail train trap travel treasure treat tree trick tried trip trouble trousers truck true
trunk trust truth try tuesday tune turn turns twenty twice twin twist two ugly umbrella uncle under understand
unforgettable unite universe unless unlock unread until up upon upset upstairs us use used useful useless usual value
vanilla vegetable very victory view village violet visit voice voices voyage wage waist wait waiting wake wakes walk
walks wall wander want wanted wants warm warmth warning was wash wasn't waste watch watches water wave way we we'll
we're we've weak wealth wealthy wear weather wednesday week weekday weekend weep weigh weight welcome well went were
weren't west wet what what's whatever wheel when where which while whip whisper whistle white who who's whole whose
why wicked wide wife wild will willing wind window wine wing winter wipe wisdom wise wish with without witness woman
women won't wonder wonderful wood wooden wool word words work working world worry worse worst worth would wouldn't
wound wrap write wrong yard year yearn years yeast yell yellow yes yesterday yet yoghurt yogurt you you'd you'll
you're you've young your yours yourself
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
under all also not bad brief herb most fair bald lief stark tag pause pilot planet puzzle rose sofa stress balance
garage gift hunger mist sauce note taste trick fit fix nest park plan motor radio zone vase student museum element
instrument moment boot brand mode tank rock final original start
""",
    "fr": """
le la les l un une des du de d et ou mais ne pas plus est sont était sera être ai as a ont avoir je j tu il elle on
nous vous ils elles me te se moi toi lui leur mon ma mes ton ta tes son sa ses notre votre nos vos ce cet cette ces c
qui que qu quoi dont où quand comme comment pourquoi dans sur sous avec sans pour par en vers chez entre depuis si
aussi très trop peu tout tous toute toutes rien jamais toujours encore déjà ici là bien bon bonne oui non merci enfin
aujourd demain hier maintenant nouveau nouvelle fait faire va vais vient ça cela avant après matin jour nuit but car
four long main mine once part place point possible pure six simple table court date minute minutes train fine or
orange surprise impossible unique message moment pain grand sale pays plan sort tape passion attention champion fruit
dessert nature lent vent pot bat fond age animal danger courage accident village voyage silence science patience
balance chance machine stage double distance effort exact fortune garage grain guide habit ignore justice lion muscle
pair pause public puzzle respect secret rare rose rude royal violet source terrible regret parent parents prince
cousin innocent total type trace image page zone plate large final original instant sauce intense sensible visible
base
""",
    "es": """
el la los las lo un una unos unas de del al y e o u pero no ni que qué es son era ser está están estar ha han he haber
yo tú él ella nosotros vosotros ellos me te se nos os le les mi mis tu tus su sus nuestro nuestra con sin por para en
entre desde hasta hacia sobre si sí como cómo cuando cuándo donde dónde quién quien porque más menos muy mucho mucha
todo toda todos todas nada nadie nunca siempre ya aún también solo sólo aquí ahí hoy mañana ayer ahora este esta esto
ese esa eso nuevo nueva bien bueno buenos buena buenas gracias hay hace hacer va vamos día noche cada come real sea
ten once red van simple idea color final sol pan sale pie dice a moral normal natural social total general local can
animal hospital error doctor terrible hotel chocolate banana crisis virus capital original universal central metal
canal mango interior exterior superior piano area drama panorama plaza favor humor honor radio factor actor motor
musical personal horrible visible sensible base
""",
    "pt": """
o a os as um uma uns umas de do da dos das no na nos nas em ao à aos e ou mas não nem que é são era ser está estão tem
têm ter foi eu tu você vocês ele ela nós eles elas me te se lhe meu minha teu tua seu sua nosso nossa com sem por pelo
pela para pra entre desde até sobre sim como quando onde quem porque mais menos muito muita tudo todo toda todos nada
ninguém nunca sempre já ainda também só aqui aí lá hoje amanhã ontem agora este esta isto esse essa isso novo nova bem
bom boa obrigado obrigada há faz fazer vai vamos dia noite manhã cada come for more time real mine fame dance tire
data ideal normal natural total social local sea animal final hospital color error doctor terrible hotel chocolate
banana crisis virus capital original universal central metal canal mango interior exterior superior piano area drama
panorama plaza favor humor honor radio factor actor motor general musical personal base dado fixe vale
""",
    "it": """
il lo la i gli le l un uno una di del dello della dei degli delle a al alla ai alle da dal dalla in nel nella nei con
su sul sulla per tra fra e ed o ma non né che chi cosa è sono era sei essere ha hanno ho hai avere io tu lui lei noi
voi loro mi ti si ci vi ne mio mia tuo tua suo sua nostro nostra come quando dove perché se più meno molto molta tutto
tutta tutti niente nulla nessuno mai sempre già ancora anche solo qui qua lì là oggi domani ieri adesso ora questo
questa quello quella nuovo nuova bene buono buona buon grazie fa fare va andiamo giorno notte ogni fine me no pure
more due mine male sole cane sale vino idea banana camera fame note rare rose tale cure stare nature pause guide area
mango menu opera panorama piano radio villa zone case cause estate grave lava motore salute tempo via vale base file
""",
    "nl": """
de het een en of maar niet geen is zijn was wordt worden heeft hebben heb had ik jij je u hij zij ze wij we jullie mij
me hem haar ons hun mijn jouw uw onze met van voor op uit bij naar sinds te ter in om over onder tussen door tegen
zonder tot als omdat dat die dit deze wat wie waar waarom wanneer hoe hier daar nu vandaag morgen gisteren altijd
nooit nog al alleen ook zeer heel zo meer alles niets niks iets elke elk ieder dan toch wel eens goed dank bedankt
eindelijk nieuw nieuwe weer kan kunnen moet moeten wil zal gaan gaat komt doen doet er warm hand half wind winter week
water land word want room wet weet open help hard last let men even here best school spring minute minuten boot bed
bad brief den deal beer as at ding arm glad gold jam mild ring slim storm wild plan rest test moment ten kind man
order drop lip list mist nest spin spot stage tip trap snap slip fit fix garage pot doe motor park pen tent rust final
stress
""",
    "sv": """
en ett den det de dem och eller men inte ingen inget inga är var blir bli blev har hade ha jag du han hon vi ni mig
dig sig oss er min mitt mina din ditt dina sin sitt sina vår vårt våra med av för på ur hos till från sedan i om över
under mellan genom mot utan när att som vad vem varför hur här där nu idag imorgon igår alltid aldrig än redan bara
också även mycket så mer allt något varje då ju väl bra tack äntligen ny nya nytt igen kan måste vill ska gå går
kommer gör göra lite hand full fast son dog all fin in on barn god land man mat rest salt sand small spring stark
stand start still sur glad gift hall hem led lag tall ten arm kind hit is just moment ask brand spark lake stick slip
spot trick pilot film motor port ring rock final original stress bank
""",
    "da": """
en et den det de dem og eller men ikke ingen intet er var bliver blive har havde have jeg du han hun vi mig dig sig os
jer min mit mine din dit dine sin sit vores med af for på hos til fra siden i om over under mellem gennem mod uden når
at som hvad hvem hvor hvorfor hvordan her der nu dag aldrig altid allerede kun også meget så mere alt noget hver godt
tak endelig ny nye nyt igen kan skal vil må går kommer gør lidt hand son dog all god land man mad rest salt sand still
hen gift glad bad fest is in form moment let kind most arm ask brand stress spring trick pilot film motor park
""",
    "nb": """
en et ei den det de dem og eller men ikke ingen intet er var blir bli har hadde ha jeg du han hun vi meg deg seg oss
dere min mitt mine din ditt dine sin sitt vår med av for på hos til fra siden i om over under mellom gjennom mot uten
når at som hva hvem hvor hvorfor hvordan her der nå dag aldri alltid allerede bare også mye så mer alt noe hver godt
takk endelig ny nye nytt igjen kan skal vil må går kommer gjør litt hand dog dig all god land man mat rest salt sand
still gift glad bad fest is in form moment let kind most arm ask brand stress spring trick pilot film motor park
""",
    "pl": """
i a o w z we ze na do od po za przy dla przez bez pod nad przed między oraz ale lub albo nie tak jest są był była było
być będzie ma mają mieć ja ty on ona ono my wy oni mnie mi cię ci go mu ją jej nas nam was wam ich im się mój moja
moje twój twoja twoje jego nasz nasza swój to ten ta te tego tej tym co kto gdzie kiedy jak dlaczego czy że żeby bo
gdy jeśli już jeszcze tylko też także bardzo więcej wszystko nic nigdy zawsze każdy każda każdego każdej tu tam teraz
dziś dzisiaj jutro wczoraj nowy nowa nowe nowość dobrze dobry dzień dziękuję dzięki proszę nareszcie można trzeba lot
no by brat hit most list plan sad pan moment test puzzle spot fan park bank film pilot port data era
""",
    "tr": """
ve veya ama fakat değil bir bu şu o ben sen biz siz onlar bana sana ona bize size beni seni onu bizi sizi benim senin
onun bizim sizin için ile gibi kadar göre sonra önce daha çok az en her hiç hep şimdi bugün yarın dün artık hâlâ bile
da de mi mı mu mü ki ne neden niye nasıl nerede kim hangi var yok olan olarak oldu olur et eder yap yapar gel git iyi
güzel yeni sadece yalnızca teşekkürler lütfen evet hayır nihayet sabah gece gün şey başka kimse on at can ten son us
top bin in bay kin pat tip but dip put say sat sin hat men it film pilot park plan motor
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
# Words of the lists of other languages that English spells alike, but has not in its own.
_ALIKE = """
actor alarm area ball bald bank bar base boot brand canal capital case cause central champion court crisis data date
drama element error estate factor fair fame fest film final file fond general gold grand grave hall honor horrible hotel
idea ideal image instant instrument intense land large lava list local mango male menu metal mild mode moral motor
museum musical natural nature normal note nova opera original page palace pan panorama park passion patio person
personal piano pilot pirate plan planet plaza port radio rate ring rock rose rust sensible siesta slim social sofa solo
stark student superior tank tape tent test tire total type unique universal vale vase vent villa virus visible zone
"""
ALIKE = frozenset(_ALIKE.split())


@cache
def words_of(language: str) -> frozenset[str]:
    """What tells this language; empty for a language without a list."""
    return frozenset((_ENGLISH if language == "en" else _OTHERS.get(language, "")).split())


def languages_with_words() -> list[str]:
    return ["en", *_OTHERS]
