//! Words that are nobody's name: what sentences, headings and labels about homes begin with or are made of. A word with
//! a capital that stands neither here nor in the evidence is taken for a name that nobody read.

use std::{collections::HashSet, sync::LazyLock};

/// Ordinary English words that answers capitalise: at the beginning of sentences, in headings and labels.
const ENGLISH: &str = "\
awards award reputation reputations scarcity npv kareem mubarak eid \
a able about above absolutely abu access according account actual actually add additional advice advise affordable after afternoon again against age \
agent agree ahead air airport alexandria all allow almost alone along already alright also alternative although always am amenity amount amr an \
analysis and annual annually another answer any anyone anything anytime anyway apart apartment apologize apologies apology app apple apply appointment appreciate appreciation approximate \
approximately apr april arab arabic are area around arrange as ask asking aspect assist assistant assume assuming assumption at aug august available \
availability average avoid away awesome back background bad balance balcony bank based basic basically basis bath bathroom bay beach beautiful because become bed \
bedroom before begin behind being below benefit beside besides best better between beyond big bigger bit bold both bottom bound br brand \
break brief briefly bright bring brochure broker budget build builder building built bullet bungalow business but buy buyer by cabin cairo calculate calculation calculator \
call calm can cannot cant capital car card careful carefully case cash category central centre center certain certainly chalet chance change charge chat cheap cheaper check checklist \
child children choice choose city clarify clear clearly client clinic close closer club coast college come comfort comfortable coming commercial common community commute \
company compare compared comparable comparing comparison compact complete completely completion compound concern conclusion condition confirm congratulations connect consider considering consult \
consultant consultation contact continue contract convenient core corner correct cost could count country couple course cover criteria currency current currently customer \
daily data date day days dear dec december decide decision deed deal definitely deliver delivered delivery demand density deposit depend depending depends describe description design desk detail detailed detached \
details develop developer development did difference different dinner direct direction directly disclaimer discount discuss district divide do document does dollar done dont door double \
down downpayment downtown draft drive due duplex duration during each ear earlier early earn easily east easy economy edge education efficient egp egypt \
egyptian eid eight either el elegant eleven else elsewhere email en end english enjoy enough enquire enquiry ensure entire entrance entry equal equity especially essential estate estimate \
estimated etc evaluate even evening event every everyone everything exact exactly example excellent except excluding exclusive exit expect expensive expert explain explore extra \
face facility fact factor fair fairly family fantastic far favourite favorite feature feb february fee feel feet few field fifteen fifth figure filter final finally \
finance financial financing find fine finish finished finishing first fit five fixed flat flexible floor focus follow following food for forecast form four fourth found friday \
friend from front full fully furnished further furthermore future gain garage garden gated gather gave general generally get getting giza give given glad go goal going good \
goodbye got government grand great green greetings gross ground grounds group growth guarantee guaranteed guess guest guide gulf gym had half hall hand handover happy hard has hasnt have havent having he head \
health hello help helpful hence her here heres hey hi hidden high higher highest highlight his history hold holiday home honest honestly hope hospital hot hour house household housing how however \
huge i idea ideal ideally if ill im immediate immediately important imagine in include included includes including income increase indeed independent index individual inflation info inform information initial inside inspect \
inspection instead instalment installment insurance interest interested interesting interior international into invest investing investment investor is island isnt it item its itself ive jan january job \
join journey jul july jun june just keep key kids kind kindly kitchen km know label lake land landlord landmark large larger largest last late later latest launch law lawyer layout le learn lease leasing least \
leave left legal legally lender less let lets level life lifestyle lift light like likely limit limited limitation line link list listed listing live lived living loan local located location lock long longer look \
looking lot lounge love lovely low lower lowest loyal luxury made main mainly maintenance make making man management manager many map mar march mark market marina master match matching maximum may maybe me mean \
meaning meanwhile measure mediterranean meet meeting mention message method metre meter metro mid middle might million min mind minimum minute modern moment mon monday money month monthly more moreover \
morning mortgage most mostly move moving mr mrs ms much multiple must my name narrow natural nature near nearby nearest nearly necessary need negotiable negotiate neighbor neighborhood neighbour neighbourhood neither net \
never nevertheless new news next nice night nil nile nine no nobody none nor normal normally north northern not note notes nothing notice nov november now npv number numbers oct october of off offer office official often \
ok okay old on once one ongoing online only open opening operation opportunity opposite option optional or order original osool other others otherwise our ours out outdoor outside over overall overlooking overview own \
owner ownership page paid park parking part particular particularly partner party passport past patience pay payable paying payment paymob penthouse people per percent percentage perfect perfectly perhaps period person personal \
personally phase phone photo pick picture piece place plan planned planning play please plenty plot plus point policy pool popular position possible possibly potential pound practical prefer preference preferred premium \
prepare present presently pretty previous previously price priced pricing primary prime principal principle priority privacy private pro probably process profile profit program project projection promise property \
proper properly pros cons con prospect protect provide provided purchase purpose put quality quarter quarterly question questions quick quickly quiet quite ramadan range rate rather ratio read ready real realistic realistically really reason \
reasonable receive recent recently reception recommend recommendation record red reduce reference refer refine regarding regardless region register registered registration regret regular related relax reliable \
remain remainder remaining remember reminder rent rental renting repayment reply report request require requirement resale research reservation reserve residence residential resident resort respond rest result retail return returns review \
right rise risk risks road roi roof room rooms rough roughly round route row safe safety said sale sales same sample sat saturday save saving say says scenario schedule school sea search second secondary section sector secure \
security see seem select selection sell seller semi send sep separate september sept serve service set settle settlement seven several shall shape share shared she shell shop shopping short shortlist should show shown side sidi sign \
signature significant similar simple simply since single sir site situation six size sizes sleep slightly small smaller smallest smart so social sold some somebody someone something sometimes soon sorry sort sound south southern spa \
space spacious speak special specific specifically spend spot sqm square staff stage stand standalone standard start started starting state stated statement status stay step still stop storage store story strategy street \
strength strengths strong studio study style sub subject such suggest suggested suggestion suit suitable suite sum summary summer sun sunday super support suppose sure surface surrounding swimming system table take taken taking talk tax taxes tell \
ten tenant term terms terrace text than thank thanks that thats the their them then there therefore theres these they thing think third this those though thousand three through throughout thu thursday thus tick tier till time timeline timing tip title titles to today together tomorrow \
tonight too top topic total totally touch tour towards tower town townhouse track traffic transaction transfer transparent travel tree true truly trust try tue tuesday tuition turn twelve twenty twin twinhouse two type typical \
typically unavailable unclear under understand understood unfortunately unique unit units university unless unlike unlisted unlock until up update updated upfront upgrade upon upper upside us use used useful user usual usually utility vacancy vacant vacation valid valuable \
valuation value variable variety various verdict verified verify versus very via view viewing villa village virtual visit vs wait waiting walk wall want warm warning was water way we weakness wealth wed wednesday week weekday weekend weekly weigh weight welcome well went \
were west western what whatever whats when whenever where whereas wherever whether which while who whoever whole whom whose why wide wider will window winter wish with within without wonderful wont word work worth would wouldnt wow write wrong \
yard year yearly years yes yesterday yet yield yields you youd youll young your youre yours yourself youve zero zone facing finishings lagoon lagoons golf clubhouse \
whatsapp google facebook instagram maps facetime zoom pdf faq vat usd dollars eur ltv apr irr sqft bua wc tv ac hoa vip diy asap fyi ps qa q na tbd eta ceo hr it uk usa uae ksa \
saudi dubai gulf africa middle europe european arab islamic muslim coptic ring suez airport sphinx pyramid pyramids american british german french canadian japanese \
assalamu alaikum salam ahlan marhaba habibi inshallah yalla ustaz basha bey sir madam miss hajj \
ai llc id wed theyd hed itd theyll itll weve theyve youve shes hes theyre wasnt werent didnt couldnt shouldnt hmm ah oh aha ok yep nope sure bye cheers dear greetings pleased pleasure delighted thrilled excited noted understood absolutely congratulations correct exactly agreed fair \
nafae walk-in step-by-step side-by-side trade trade-off tradeoff offs downside drawback drawbacks caveat caveats bottom-line takeaway takeaways breakdown snapshot shortcut recap scorecard rundown \
cheapest biggest newest nearest closest quietest lower-priced pricier roomier roomiest greener handy spare spacious airy cosy cozy charming elegant bright sunny quiet lively vibrant peaceful \
assessment affordability liquidity exposure diversification horizon cashflow flow payback break-even sensitivity scenario base worst optimistic pessimistic conservative moderate aggressive \
monthly instalments installments quarterly semi-annually upfront lump sum tenor principal amortisation amortization eligibility eligible salary certificate employment self-employed documents identification statement \
noise nominal rule rules collect collects notary finalise finalize negotiate negotiation inspect handover snagging punch maintenance deposit club membership utilities meter meters electricity gas internet fibre elevator elevators lobby gates gate guard guards \
nursery mall pharmacy supermarket cafe restaurant mosque church playground padel tennis football cycling jogging track pets pet dogs cats kids teens elderly parents couple couples newlyweds bachelors singles retirees expats expat \
foreigner foreigners national nationals residency citizenship passport visa power attorney inheritance heirs spouse husband wife son daughter mother father brother sister uncle aunt baby toddler toddlers guests grandparents \
renovated renovation renovate paint painted tiles marble ceramic parquet wooden floors ceiling ceilings windows doors balcony balconies terrace terraces patio rooftop penthouses duplexes chalets villas townhouses twinhouses offices clinics retail studios cabins apartments \
stand-alone standalone attached detached semi-detached corner middle end ground typical upper lower basement driver maid maids nanny laundry dressing storage pantry guest study office master ensuite en-suite";

static ORDINARY: LazyLock<HashSet<&'static str>> = LazyLock::new(|| ENGLISH.split_ascii_whitespace().collect());

/// Whether a folded Latin word is an ordinary one, in one of its forms.
pub(super) fn is_ordinary(word: &str) -> bool {
    if word.chars().count() < 2 || ORDINARY.contains(word) {
        return true;
    }
    ["s", "es", "d", "ed", "ing", "ly", "er", "r", "st", "est", "ies", "y"].iter().any(|ending| {
        word.strip_suffix(ending).is_some_and(|stem| {
            stem.len() > 2
                && (ORDINARY.contains(stem)
                    || (*ending == "ies" && ORDINARY.contains(format!("{stem}y").as_str()))
                    || (matches!(*ending, "ing" | "er" | "ed") && ORDINARY.contains(format!("{stem}e").as_str())))
        })
    })
}

/// Arabic words that follow «كمبوند», «مشروع» and «شركة» without being a name; besides these, verbs and what begins with
/// the article are none.
const ARABIC: &str = "\
يعني انا لسه بالاسم مطلوب كله كلها جنب مسور سكني 
ده دي دا هذا هذه اللي في فيه فيها من علي عليه مع عن الي ل هو هي هما كان كانت مش غير ولا او و زي بس كمان تاني تانيه اخر اخري \
واحد واحده سكني سكنيه سكني تجاري اداري متكامل متكامله مغلق مغلقه مسور قريب قريبه بعيد هادي هاديه كويس كويسه ممتاز ممتازه راقي راقيه فاخر جديد جديده قديم \
معين معينه محدد محدده مناسب مناسبه مختلف مختلفه كبير كبيره صغير صغيره معروف معروفه تطوير للتطوير عقاري عقاريه عقارات استثمار استثماري مقاولات تمويل بنك تاجير اداره صيانه \
عايز عاوز تحب حابب محتاج عندنا عندك موجود موجوده متاح متاحه كله كامل كل بعد قبل جنب جوه جوا بره حوالين قدام ورا لحد عشان علشان لان لو بدون \
بمساحه بسعر بمقدم بتقسيط بتشطيب بيوفر بيقدم بتقدم بتوفر فيهم منهم اسمه اسمها تحت فوق وسط ضمن حسب ايه كام مين فين ازاي ليه \
وده ودي وفيه وفيها وهو وهي ومع ومن وفي ولا نفسه نفسها بالكامل بالظبط تحديدا هنا هناك دول بيكون هيكون بالفعل فعلا برضه كمجتمع خاص خاصه عام عامه ساحلي سياحي طبي";

/// Whether a folded Arabic word is an ordinary one.
pub(super) fn is_ordinary_arabic(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| ARABIC.split_ascii_whitespace().collect());
    let is_verb =
        ["بي", "بت", "هي", "هت", "يت", "حي"].iter().any(|start| word.starts_with(start)) && word.chars().count() > 4;
    word.chars().count() < 2 || WORDS.contains(word) || is_verb
}

/// Names of compounds and developers that everybody has heard of. A model knows them without having read them, so they
/// may be said only where the evidence has them.
pub(super) const FAMOUS: &str = "\
emaar, sodic, palm hills, mountain view, hyde park, mivida, marassi, uptown cairo, cairo gate, ora developers, zed east, zed west, zed park, zed towers, silversands, \
talaat moustafa, tmg, noor city, celia, privado, tatweer misr, il monte galala, fouka bay, bloomfields, rivers, misr italia, il bosco, vinci, la nuova vista, \
la vista, el patio, hassan allam, swan lake, haptown, park view, city edge, etapa, mazarine, the gate, al ahly sabbour, ahly sabbour, sabbour, gaia, the ark, \
marakez, district 5, aeon, crescent walk, madinet masr, mnhd, taj city, sarai, orascom, o west, makadi heights, el gouna, byoum, badya, the crown, village gate, \
palm parks, golf views, eastown, villette, westown, allegria, sodic east, october plaza, the estates, june, caesar, malvern, mostakbal, lmd, one ninety, stei8ht, \
stone park, stone residence, roya, telal, wadi degla, clubtown, neopolis, river green, blumar, arabia holding, galleria, qatari diar, citygate, st regis, \
dorra, village west, the address, inertia, jefaira, west hills, joulz, veranda, nations of sky, \
pre, hacienda bay, hacienda white, seashell, amwaj, almaza bay, bo islands, maxim, capital group, \
new plan, serrano, talah, eelaf, atika, better home, midtown, midtown sky, midtown solo, midtown condo, iconic tower, r8, il cazar, safia, creek town, \
creektown, go heliopolis, kattameya dunes, katameya heights, katameya dunes, lake view, lakeview, cairo festival city, al futtaim, waterway, water way, fifth square, al marasem, \
al maqsad, el karma, beverly hills, casa, the courtyards, pyramids hills, dreamland, mall of egypt, capital gardens, l avenir, lavenir, icity, mountain view icity, \
azad, hayah, trio gardens, regents park, galleria moon valley, concord, lvls, patio oro, patio prime, patio vida, sky condos, solana, naia, kingsrange, \
jayd, zizinia, menorca, rock vera, rock eden, akam, scene 7, dejoya, taj misr, el attal, park lane, nyoum, pk2, castle landmark, vinci street, midgard, contact, upwyde, \
اعمار, سوديك, بالم هيلز, ماونتن فيو, ماونتين فيو, هايد بارك, ميفيدا, مراسي, اب تاون كايرو, كايرو جيت, زد ايست, زد ويست, طلعت مصطفي, مدينه نور, سيليا, بريفادو, \
تطوير مصر, المونت جلاله, بلوم فيلدز, بلومفيلدز, مصر ايطاليا, البوسكو, ال بوسكو, لافيستا, لا فيستا, الباتيو, حسن علام, سوان ليك, هاب تاون, سيتي ايدج, \
الاهلي صبور, صبور, جايا, ماركيز, كريسنت ووك, تاج سيتي, سراي, اوراسكوم, او ويست, مكادي هايتس, الجونه, باديه, باديه, فيلدج جيت, ايستاون, ايست تاون, فيليت, فيلت, الليجريا, \
وادي دجله, كلوب تاون, نيوبوليس, ستون بارك, ستون ريزيدنس, تلال ايست, الديار القطريه, جيفيرا, هاسيندا, سيشيل, امواج, الماظه باي, ال ام دي, تي ام جي, سيلفر ساندز, \
البروج, ال بروج, al burouj, el burouj, اورا للتطوير, شركه اورا, زد بارك, زد تاورز, نيو جيزه, نيوجيزه, new giza, newgiza, القطاميه ديونز, قطاميه ديونز, قطاميه هايتس, ميد تاون, ميدتاون, بيتا جرينز, beta greens, مزارين, نورث ايدج, north edge, \
اوجامي, ogami, بلايا, سي زن, seazen, سولاري, solare, تلال السخنه, ازها, azha, cali coast, ghazala bay, زويا, zoya, ذا استيتس, ايتابا, لا ميرادا, la mirada, كريك تاون, بلو فيرت, bleu vert, ايفوار, ivoire, جولز, \
صن كابيتال, sun capital, بيل في, belle vie, كارميل, karmell, اعمار مصر, ماجد الفطيم, majid al futtaim, ريدكون, redcon, اركان بالم, arkan palm, مرسيليا, marseilia, لاند مارك صبور, القمزي, al qamzi, iwan, ايوان للتطوير, ليفيلز, سكاي كوندوز, مدينه مصر للاسكان, رحاب هايتس, نور سيتي, دره, زيد ايست, ليك فيو, كايرو فيستيفال, كايرو فستيفال, ووتر واي, ووترواي, فيفث سكوير, المراسم, لافينير, اي سيتي, باتيو فيدا, باتيو اورو, سولانا, جولف فيوز, بالم باركس, بالم هيلز القطاميه, ازاد";

/// Whether words are one of [`FAMOUS`] that is made of ordinary words too, so that only capitals show it for a name.
pub(super) fn needs_capitals(words: &str) -> bool {
    words.split(' ').all(is_ordinary)
        || matches!(words, "casa" | "rivers" | "vinci" | "maxim" | "concord" | "sabbour" | "pre")
}

/// Names of months; «may» and «march» are verbs too, which the number beside them rules out.
pub(super) const MONTHS: &str = "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec \
    يناير فبراير مارس ابريل مايو يونيو يونيه يوليو يوليه اغسطس سبتمبر اكتوبر نوفمبر ديسمبر";
