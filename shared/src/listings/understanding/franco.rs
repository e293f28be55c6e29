//! The phrases of the grammar in Franco-Arabic: Arabic in Latin letters and digits.
//!
//! Most spellings need no row: a word that nothing knows is read as the Arabic word that it spells
//! ([`crate::listings::text::spelled`]), and the article is no word of a phrase. Rows are for short words, which could be
//! English, and for phrases that are no Arabic ones word by word.

use super::{
    FollowUp, Sort,
    meaning::Extreme,
    meaning::Meaning::{
        self, Above, After, And, Another, Around, AtLeast, AtMost, Bathrooms, Bedrooms, Before, Below, Between,
        Compound, Counted, Delivery, DownPayment, EachMonth, Half, Hundred, In, Minus, Months, NoDownPayment, Not,
        OffPlan, Or, OrLess, OrMore, Ordinary, Outdoors, PerMetre, Percent, Place, Plan, Pounds, Price, Quarter, Ready,
        Scale, Size, Spelled, SquareMetres, Stop, Superlative, Type, Want, Within, Years,
    },
};
use crate::listings::property::{Finishing, PropertyType, SaleType};

/// Every meaning with its phrases, as in [`super::phrases`].
#[rustfmt::skip] // One meaning a row reads as the table that it is.
pub(super) const FRANCO_PHRASES: &[(Meaning, &str)] = &[
    // Kinds of units.
    (Type(PropertyType::Apartment), "sho22a, sho2a, sho22et, sho2a2, shoka2, sho2et, sh2a, she2a, sha2ty, shoqqa"),
    (Type(PropertyType::Villa), "vella, feela, filla, felal, filal, villat, vilat, fellal"),
    (Type(PropertyType::Duplex), "doblex, duplix, dublix, doplex, duplexat"),
    (Type(PropertyType::Studio), "stodyo, estodio, studyo, stodio, ostodyo"),
    (Type(PropertyType::Chalet), "shal(ee|e|i)(h|), shal(e|i|eh)hat, chal(e|i)hat, chaleh, shalehat"),
    (Type(PropertyType::Clinic), "3eyad(a|at), 3iyadat, 3yadat"),
    (Type(PropertyType::Office), "maktab (edary|idary|edari), we7da (edarya|edareya|idareya), edary, edareya"),
    (Type(PropertyType::Retail), "ma7al (togary|tegary|tugary), ma7alat (togareya|tegareya), togary"),

    // Rooms and sizes.
    (Bedrooms, "(oda|owad|oud|awad|ghorfa|8orfa|ghoraf|8oraf|oraf|8oref) (nom|noom|noum), awad, 8oref, ghoref"),
    (Counted(2, &Bedrooms), "(odt|owdt|oudt|odet)(en|ein|een|ain)( nom| noom| noum|), (2odt|2owdt)(en|ein|een), \
        (ghorf|8orf)(e|i|)t(en|ein|een)( nom| noom|)"),
    (Counted(1, &Bedrooms), "(oda|2oda|ghorfa|8orfa) w(e|) sala, (oda|ghorfa|8orfa) wa(7|h)da"),
    (Bathrooms, "(7|h)am(m|)am(at|)"),
    (Counted(2, &Bathrooms), "(7|h)am(m|)am(en|ein|een)"),
    (SquareMetres, "metr (moraba3|mrba3|morabba3), mitr, metro moraba3"),
    (PerMetre, "(se3r|si3r|sa3r|taman) (metr|meter|mtr|mitr), (lel|fel|fe|f|fil) (metr|mitr), kol metr"),
    (Size, "(mesa7|misa7|masa7|mesah)(a|et|etha|t)"),
    (Outdoors, "with roof, with a roof, w roof, with roof garden, be roof, 7adee2a, gneena, gnena, genena, ganina, 7ade2a"),

    // Numbers.
    (Spelled(1), "wahed, wa7id"), (Spelled(2), "etnein, itnein, itnen, tnen, tenen, etnayn"),
    (Spelled(3), "tlata, talatt, thalatha, tlatt"), (Spelled(4), "arba3t, arba3et"), (Spelled(5), "khams, 5ams, 5amast"),
    (Spelled(6), "sett, settet"), (Spelled(7), "sab3, saba3, sab3et"), (Spelled(8), "tamania, tmanya, tamn, tamant"),
    (Spelled(9), "tesa3, tis3a, tes3"), (Spelled(10), "3ashr, 3asharet, 3ashart, 3ashret"),
    (Spelled(11), "7edashar, 7adashar"), (Spelled(12), "etnashar, itnashar"), (Spelled(15), "(kh|5)amast(a|e|)shar"),
    (Spelled(20), "3(e|i)shr(ee|i)n"), (Spelled(30), "talat(ee|i)n"), (Spelled(40), "arbe3een, arba3een, arb3een"),
    (Spelled(50), "(kh|5)ams(ee|i)n"), (Spelled(60), "set(t|)(ee|i)n"), (Spelled(70), "sab3een, sab3in"),
    (Spelled(80), "taman(ee|i)n"), (Spelled(90), "tes3een, tis3een"), (Spelled(100), "miya, meyya, meyet, myt"),
    (Spelled(200), "meteen, metein, miten"), (Spelled(300), "toltomeya, tol2omeya"), (Spelled(400), "rob3omeya"),
    (Spelled(500), "(kh|5)omsomeya, (kh|5)omsomiya"), (Hundred, "meyat"),
    (Meaning::Question, "(2|)ad(d|) eh, ad(d|) eih"),
    (Half, "nus, nuss"), (Quarter, "rub3, robo3"),
    (Scale(1_000), "2alaf, talaf, tlaf, talef"),
    (Scale(1_000_000), "m(e|a|i|)l(y|i)(oo|o|u|ou)n, malayeen, malayen"),
    (Counted(2, &Scale(1_000_000)), "m(e|a|i)ly(o|oo)n(en|ein|een)"), (Counted(2, &Scale(1_000)), "alf(en|ein|een)"),
    (Percent, "(fel|fil|fe|f|bel|bil) (meya|miya|meyya|mia)"),
    (Pounds, "gen(e|ei|i|)h, gn(e|ei)h, gni"),

    // Bounds and ranges.
    (Below, "(a2al|aqal|2a2al|akal|a2l|be a2al|b a2al) (men|mn|min), (arkhas|ar5as) (mn|min), taht, t7t, te7t, \
        (ye|te|y|t|be)(2el|2ell|2l) 3an"),
    (Meaning::SmallerThan, "(asghar|as8ar|az8ar) (men|mn|min)"),
    (Meaning::LargerThan, "(akbar|awsa3) (men|mn|min)"),
    (AtMost, "(ma |ma|m|mat|mat )(y|t|ye|te|)(zeedsh|zedsh|zidsh|zeed4|zeedch)( 3an|), \
        (ma |ma|m|mat|mat )(y|t|ye|te|)(3adeesh|3adish|3addeesh|3addish|3adesh|t3adash|t3addash|tgawezsh)( 3an|), \
        la (y|t)(e|)(zeed|zid|3adi|ta3ada|tagawaz)( 3an|), (mesh|msh|mish|mosh|moush) (aktar|aktr|akthar|akter|fo2) (men|mn|min), \
        leha(d|dd), la7ad, li7ad, (le|)(8|gh)ayet, (bel|bl|bil) (kteer|keteer|kitir), (7ad|b7ad|be7ad) (a2sa|aqsa), \
        (a|)(kh|5)r(y|i), a(kh|5)(i|e|)r(y|i), 3al aktar, 3ala aktar, max(i|)m(o|u)m, be7ad a2sa"),
    (Above, "(aktar|akthar|aktr|akter|azyad|azwad|a3la|aghla|a8la) (men|mn|min), foo2, fou2, fok, foq, (ye|te|y|t)zeed 3an"),
    (AtLeast, "(3al|3ala|ala|3la|3l) (a2al|aqal|a2l), (mesh|msh|mish|mosh|moush) a2al (men|mn|min), \
        (ma |ma|m|mat|mat )(y|t|ye|te|)(2elsh|2ellesh|2lsh|2lesh|2allesh)( 3an|), la (y|t)e2el 3an, (7ad|b7ad|be7ad) (adna|2adna)"),
    (OrMore, "(aw|w|we|wa) (aktar|akthar|aktr|azyad|fo2|foo2|akbar), (fa|f)ma fo(2|o2), w ta(l|)e3, w tale3"),
    (OrLess, "(aw|w|we|wa) (a2al|aqal|ta7t|asghar|as8ar|arkhas|ar5as)"),
    (Around, "(7|h)aw(a|)l(y|i|ee), (7|h)awalein, (fe|fi|f|b|be) (7|h)(o|u|)do(o|)d, (7|h)odo(o|)d, ta(2|q|k)r(ee|i|e)b(an|en), (b|be|i|)ta3, \
        yegi, yigi"),
    (Meaning::From, "mn"), (Before, "qabl, abl"), (After, "ba3d"), (Between, "bein, mabein, mabeen, ma bein"),
    (Within, "khilal, 5ilal, fe khelal"),
    (And, "wa, wel"), (Or, "walla, wla, wala, aww, ya ama"), (Minus, "ella, illa, ela"),
    (Not, "mush, mosh, msh, (mesh|msh|mish|mosh|moush|mush) (3ay(e|)z|3aw(e|)z|3ayza|3awza|3ayz(ee|i)n|3awz(ee|i)n|me7tag|7abeb|3ayezha), \
        (8|gh)(e|ei|i|ai|ee)r, ghr, (men|mn|min) (8|gh)(e|ei|i|ai|)r, min doon, men doon, \
        (ay|ayy|kol|kul|kolo|kollo|kullo|fe ay|fi ay) (7aga|makan|compound|mante2a|7etta|developer|motawer|mashroo3|sherka|manate2|) (8|gh)(e|ei|i|ai)r, \
        (ay|kol|kolo|kollo|fe ay) (7aga|makan|compound|mante2a|7etta|manate2|) (ella|illa|ma3ada|ma 3ada), \
        b(a|)la(sh|ch|4), b(e|i|)d(o|oo|ou)n, barra, bara, mada3a, ma3da, (ma |ma|m)(t|y|ye|te)(kon|koon|kun|b2a|eb2a|ib2a)sh, \
        b3eed 3an, be3id 3an, be3eed 3an, esteb3ed"),

    // Money and time.
    (Price, "si3r, sa3r, be se3r, b se3r"),
    (DownPayment, "mo(2|q|k)ad(d|)(a|e)m, mo2adm, mu2adam, (dof3a|daf3a|dof3et) (oula|ola|awla|moqadama|2oula)"),
    (NoDownPayment, "(men|mn|min) (8|gh)(e|ei|i|ai|)r (ay |)(mo(2|q|k)ad(d|)(a|e)m), b(e|i|)d(o|oo|ou)n (ay |)(mo(2|q|k)ad(d|)(a|e)m), \
        (mafesh|mafeesh|mafish|zero|sefr|bala) (mo(2|q|k)ad(d|)(a|e)m), (mo(2|q|k)ad(d|)(a|e)m) (zero|sefr)"),
    (Meaning::Instalment, "(k|q|2)(e|i)st(ha|)"), (Meaning::Instalments, "ta(2|q|k)s(ee|i|ei)t, (bel|b|be|bil) (ta(2|q|k)s(ee|i|ei)t|(2|)a(2|q|k)sat), te2seet, ta2syt, mo2asat"),
    (Plan, "(bel|w|)ba(2|q|k)(y|i)"), (EachMonth, "shahr(eyan|iyan|eya|iya), (fel|fil|f|fe) shahr, kol shahr"),
    (Years, "s(e|i|)n(ee|i|ei|ie|e|y)n, sanawat, sanna"), (Months, "sho(ho|hoo)r, ash(ho|hor)r"),
    (Counted(2, &Years), "santen, santein, sanaten, sanatein"),
    (Delivery, "(e|i)stlam, t(a|e)sl(ee|i)m, (be|te|ye)st(a|e)l(e|i)m, me3ad(a|) (estelam|istilam), estelamha"),
    (Ready, "(estelam|istilam|estlam|tasleem|taslim) (fawr(y|i|e)|for(y|i|ee)|fowr(y|i)|7al(y|i|an)|d(e|i|)lw(a2|2)t(y|i)|3ala tool), \
        fawri, fory, (gahz|gahez|gahza|jahez|jahza)( lel sakan| lel estelam| lel tasleem| delwa2ty| 3al sakan|), \
        (3al|3ala|3la) mofta7, sakan fawr(y|i)"),
    (OffPlan, "(ta7t|taht|t7t|ta7et) (ensha2|ensha|2ensha2|inshaa|enshaa|bena2|bina2|tanfeez), lessa (bt|be)tebny, (3al|3ala) (khareeta|5areeta|kharita|5arita)"),
    (Meaning::Finishing(Finishing::FullyFinished), "met(sh|4)at(t|)(a|e|)b(a|)( bel kamel| kamel| bel kamal|), mtshatb(a|), \
        motashateb(a|), tash(tee|ti|ty)b (kamel|full|super lux|superlux), (kamel|full) tash(tee|ti|ty)b"),
    (Meaning::Finishing(Finishing::SemiFinished), "(nos|noss|nus|nuss|nesf|nisf) (tash(tee|ti|ty)b|met(sh|4)at(t|)(a|e|)b(a|)|finish(ing|))"),
    (Meaning::Finishing(Finishing::CoreAndShell), "(mesh|msh|mish|mosh|moush|8er|gher) met(sh|4)at(t|)(a|e|)b(a|), \
        (men|mn|min) (8|gh)(e|ei|i|ai|)r tash(tee|ti|ty)b(at|), b(e|i|)d(o|oo|ou)n tash(tee|ti|ty)b(at|), \
        (3al|3ala|3la|3l|ala) (toob|tob|toub)( a7mar|), (3al|3ala) ma7ara, toob a7mar"),
    (Meaning::SaleType(SaleType::Resale), "(men|mn|min) malek( mobashara|), (e|i|2e)3adet b(ee|e|ei)3, risale, resail"),
    (Meaning::SaleType(SaleType::Developer), "(men|mn|min) (motawer|motawwer|sherka|developer|company)( 3ala tool| mobashara| mobashratan|)"),

    // Orders of results, and what differs from what was shown.
    (Meaning::Sort(Sort::Cheapest), "(a2al|aqal) (se3r|si3r), (ar5as|arkhas|ar5s) (7aga|se3r|wa7da|we7da)"),
    (Meaning::Sort(Sort::CheapestPerSquareMetre), "(a2al|aqal|ar5as|arkhas) (se3r |)metr, (a2al|aqal|ar5as|arkhas) se3r (lel|fel) metr"),
    (Meaning::Sort(Sort::Largest), "(a3la|akbar|awsa3) mes(a|)(7|h)a"),
    (Meaning::Sort(Sort::Smallest), "(asghar|as8ar|a2al|aqal) mes(a|)(7|h)a"),
    (Meaning::Sort(Sort::SoonestDelivery), "(a2rab|aqrab|akrab|asra3) (estelam|istilam|estlam|tasleem|taslim|me3ad estelam|me3ad tasleem)"),
    (Meaning::Sort(Sort::LongestPlan), "(atwal|akbar|atwel) (ta(2|q|k)s(ee|i|ei)t|fatra|fatret (ta(2|q|k)s(ee|i)t|sadad)|modda|moddet (ta(2|q|k)s(ee|i)t|sadad)|nezam sadad)"),
    (Meaning::Sort(Sort::LowestDownPayment), "(a2al|aqal|as8ar|asghar) (mo(2|q|k)ad(d|)(a|e)m|dof3a)"),
    (Superlative(Extreme::Least), "a2al, aqal"), (Superlative(Extreme::Most), "a3la"),
    (Superlative(Extreme::Soonest), "a2rab, aqrab, asra3"), (Superlative(Extreme::Longest), "atwal"),
    (Meaning::Comparative(FollowUp::Larger, Sort::Largest), "awsa3"),
    (Another, "taneyeen, tanyeen, tanyin"),

    // Where names follow, what is wanted, and what says nothing.
    (In, "fi, fe, fel, fil, fy, gowa, gwa, (2|)or(a|)(yeb|yba|ayeb|ayeba) men, gamb, ganb"),
    (Compound, "kompaund, komp(a|o)und, compond, mashroo3, mashro3, mashrou3"),
    (Place, "mante2et, mant2a, mkan, 7etta, 7eta"),
    (Want, "3ayzin, 3awzin, ayez, ayz, 3aiz, 3aiza, awez, bdwr, badwar( 3ala|), bador( 3ala|), badawwar 3ala, ned(a|)war, hat(ly|li), \
        shof(ly|li), wareni, warini, wariny, ab8a, me7taga, nefsi( fe|)"),
    (Stop, "3awzeen, nefsy, 3andoko, 3andokom, 7agat, makan kowayes, be, (b|be|i|)ta3(et|t|y), taba3, 3ashan, 3alashan, lesa, \
        mawgood, mawgooda, ely, elly, illi, elli, kda, keda, kedda, 7ad, f(e|ee|i|)h, f(e|ee|i)ha, f(e|i)hom, l(e|ee|i)ha, leeh, m3ah, ma3aha, \
        3andaha, 3aleha, men(ha|haa), ma3, de, dii, dah, deh, shwaya, shewaya, bardo, barduh, awy, awi, gedan, 2awy, giddan, \
        lel (be3|bee3|bei3|bai3|beea3), be3, bee3, lel sher2a, ashtry, ashteri, sakany, salam(o|u|), salamo 3al(e|ei|ai)k(o|om|um), \
        3al(e|ei|ai)k(o|om|um), wa 3alaykom, ahlan, ahla, ezay(ak|ek|ko|kom), izay(ak|ek|ko), 3am(e|)l(een|in|a|) eh, a5bar(ak|ek|ko), \
        akhbar(ak|ek|ko), sabah, saba7, sba7, mesa2, masa2, 5er, kheir, khair, 5eir, 5air, noor, sama7tom, (men|min) fadl(ak|ek|ko), \
        shokran, shukran, gama3a, basha, fandem, 7adret(ak|ek|ko), mo7tarama, in(shaa|sha) allah, \
        mawgoodeen, mota7, mota7a, 3andena, 3andna, wallahi, tayeb, tab, yareet, yaret, momkin"),
    (Ordinary, "kwayes, kowayes, kwayesa, 7elwa, 7elw, 7lwa, gamela, rekhesa, r5esa, ghalya, 8alya, kebira, kbera, \
        so8ayara, hadya, wase3a, egar, lel egar, 2egar, 3omara, ba7r, bahr, 3al ba7r, share3, door, dor, \
        (3ala|3al) (share3|shar3)"),
];
