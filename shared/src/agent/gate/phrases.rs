//! What is never grounded, whatever figures stand beside it: scarcity, promises about the future, statistics,
//! testimonials. And the words that turn a sentence round: negations, what says that a unit is gone, what says that a
//! figure is the person's own.
//!
//! How phrases are written stands at [`Phrases`]. A phrase after a negation in its clause is honest: "nobody can promise that prices
//! will rise".

use std::sync::LazyLock;

use super::{
    patterns::{Phrases, position},
    reason::Reason,
    tokens::Token,
    words::is_in,
};

#[rustfmt::skip] // One phrase after the other reads as the list that it is.
static SCARCITY: LazyLock<Phrases> = LazyLock::new(|| Phrases::new("\
only # left; nearly full; almost full; going to sell; about to sell; about to go; about to be; snooze; queue; queues; be too late; its too late; our last; last pair; last couple of; يلحق; اخر واحده; اخر واحد; دي الاخيره; never stay~; availability is tight; availability is limited; availability is low; is tight; best time to; right time to; perfect time to; good time to buy; enquired; inquired; showed it to; to someone; someone yesterday; سالوا علي~; سال علي~; سالت علي~; بيسالوا علي~; سالني علي~; مفيش منها; مفيش منه كتير; مفيش كتير; وقت تشتري; وقت للشرا; احسن وقت; انسب وقت; بتتاخر; النهارده غير; one of the last; the last of; fill~ up; filling fast; filling quickly; book~ up; booking up; dont sleep on; do not sleep on; blink and; عليها كلام; عليها عين; عليها عيون; عليها طلبات; عليها حجز~; عليها ناس; لقطه; not many left; arent many left; not many * left; not much left; not many remain~; running low; stock is low; launch price~; prelaunch; pre launch; early bird; price~ end~; price~ expire~; offer * ends; until sunday; ما فضلش; مافضلش; مفضلش; ما تبقاش; مبقاش غير; ماباقيش غير; هتروح عليك~; تروح عليك~; هتندم~; هتضيع~; a handful; lot of interest; lots of interest; much interest; plenty of interest; interest this week; rais~ prices; rais~ the price; rais~ its price~; rais~ their price~; increas~ prices; increas~ its price~; increas~ their price~; hik~ prices; price * until *; price holds; price is held; price is only; price is good until; عليها ضغط; عليه ضغط; عليها زحمه; عليها خناق~; السعر ده لحد; السعر * لحد يوم; السعر ساري; السعر صالح; السعر ده بس;  one last; wont be around; will not be around; or lose; lose out; lose it; lose this; are bidding; is bidding; bidding war; bidders; dont wait; do not wait; wait any longer; as we speak; no time to; time is running; be quick; move fast; move quickly; decide today; decide now; book today; reserve today; sign today; at midnight; through the roof; price is locked; price * locked; only until; get~ snapped; other families; another family; # families; # clients; # buyers; # customers; # investors; competing offers; other offers; another offer; high interest; strong interest; waiting list; waitlist; only # remain~; only # * left; only # * remain~; just # left; just # * left; # left in stock; # * left only; # units left; # unit left; # units remain~; last # unit~; last # * unit~; \
# units still remaining; only # still available; only # available; only # * available; only a few; just a few left; just a few remain~; a few left; few units left; few units remain~; very few * left; \
last unit; last one left; last remaining; last available; last chance; final unit~; final few; only one left; only one remain~; one left; last few; last units; last call; \
selling fast; sell~ out; sold out soon; selling quickly; sells fast; sells quickly; sell fast; sell quickly; go~ fast; going quickly; gone soon; gone by; gone before; gone tomorrow; flying off; snapped up; snapping up; \
almost sold out; nearly sold out; almost gone; nearly gone; almost fully booked; almost full; fully booked; wont last; will not last; not last long; wont be available *; wont stay; will not stay available; disappear~ fast; \
limited time; limited offer; limited availability; limited units; limited number of; limited stock; limited supply; limited edition; offer ends; offer expires; offer valid until; ends soon; expires soon; expires *; ends this; ends tonight; ends tomorrow; today only; this week only; \
hurry; act fast; act now; act quickly; before its too late; before it is too late; before its gone; before it is gone; before someone; before somebody; before prices; before the price; before they~ gone; before they run; dont miss; dont miss out; \
running out; run out; book now before; reserve now before; now or never; someone else *; other buyers * interested; several buyers; many buyers; multiple buyers; another buyer; other clients *; high demand; in demand; demand is high; strong demand; demand is strong; huge demand; hot property; hot cake~; hotcakes; \
while * last; while stocks last; while it lasts; exclusive offer; special offer; once in a lifetime; down to the last; few remaining; rare opportunity; sold # units; # people * viewing; # people are; # others *; people are looking at *; # viewings; # reservations; \
price~ go~ up *; price * valid until; price * valid only; secure * before; price increase * coming; increase soon; rapidly selling; selling rapidly; nearly all sold; already reserved; units * going; \
اخر وحده; اخر شقه; اخر فيلا; اخر شاليه; اخر فرصه; اخر # وحدات; اخر # شقق; اخر وحدات; اخر حاجه; اخر كام; اخر قطعه; اخر وحدتين; اخر شقتين; فاضل # *; فاضل وحده; فاضل شقه; فاضل فيلا; فاضل وحدتين; فاضل شقتين; فاضل بس; فاضل عدد; فاضله; فاضلين; فاضل # بس; باقي # وحد~; باقي # شق~; باقي # بس; باقي وحد~; باقي شقه; متبقي # وحد~; متبقي # بس; متبقي # فقط; المتبقي # وحد~; ناقص *; \
مفيش غير # *; مفيش غير وحده; مفيش غير شقه; لسه فاضل; متستناش; ماتستناش; لا تنتظر; مفيش وقت; استعجل; لازم تحجز; احجز حالا; احجز فورا; احجز النهارده; ناس غيرك; حد غيرك; عميل غيرك; غيرك *; قايمه انتظار; مستحيل تلاقي; مش هتلاقي; هيقفل; هتقفل; هتخلص; بتخلص; حتخلص; هيخلص; هيخلصوا; تخلص; قربت تخلص; قرب يخلص; قربوا يخلصوا; بيخلصوا; هتتباع; بتتباع بسرعه; بيتباع بسرعه; بيتباعوا بسرعه; تتباع; تطير; هتطير; بتطير; تروح منك; هتروح منك; تضيع منك; تفوتك; تفوت الفرصه; متفوتش; ماتفوتش; لا تفوت;الحقها; الحقه; الحقوا; \
بسرعه قبل ما; قبل ما * تخلص; قبل ما تتباع; قبل فوات; قبل ما السعر; قبل ما الاسعار; قبل ما حد; قبل ما يخلص; قبل نفاد; حتي نفاد; لفتره محدوده; لمده محدوده; عرض محدود; وحدات محدوده; عدد محدود; كميه محدوده; الكميه محدوده; العرض ساري; العرض * ينتهي; العرض هينتهي; العرض بينتهي; ينتهي العرض; ينتهي قريبا; ينتهي خلال; \
فرصه لا تعوض; فرصه متتعوضش; فرصه مش هتتكرر; مش هتتكرر; لن تتكرر; لا تتكرر; مش هتستني; مش هتقعد; مش هتفضل; لن تدوم; الطلب عالي; الطلب كبير; طلب عالي; طلب كبير; عليها طلب; عليه طلب; اقبال كبير; عليها اقبال; عليه اقبال; ناس كتير; مشترين تانيين; عملاء تانيين; حد تاني *; مشتري تاني; النهارده بس; اليوم فقط; الاسبوع ده بس; سارع; اسرع; عجل; احجز دلوقتي قبل; احجز الان قبل; نفدت; علي وشك"));

#[rustfmt::skip]
static PROMISE: LazyLock<Phrases> = LazyLock::new(|| Phrases::new("\
at a profit; will certainly; will surely; will undoubtedly; certainly will; definitely will; surely will; never fail~; never disappoint~; sure to; safe as; goldmine; gold mine; zero chance; no chance of; be a gold; certain to; destined to; tipped to; stand to gain; stand to make; stand to profit; stand to earn; stands to gain; gain~ value; gain~ in value; it can only; they can only; prices can only; upside is; huge upside; thank me; heading north; بتخسر; هتخسر; hold~ its value; hold~ their value; hold~ value; keep~ its value; keep~ their value; retain~ its value; retain~ value; store of value; hedge against; sitting on a; find a tenant; find tenants; بيحفظ قيم~; يحفظ قيم~; بيحافظ علي قيم~; يحافظ علي قيم~; صفقه العمر; فرصه العمر; عمرها ما; عمره ما; عمرهم ما; always on time; never miss~; always deliver~; pay~ for itself; pay~ itself; only ever; no brainer; nobrainer; owner would; seller would; owner is willing; seller is willing; owner will; seller will; would let it go; let you have it; would accept; is willing to take; rock solid; مفيهوش خساره; مفيهاش خساره; مفيش خساره; ملوش خساره; مالوش خساره; ملهاش خساره; في امان; فلوسك امان; المالك موافق; المالك مستعد; البايع مستعد; ممكن ينزل;  for a profit; will easily; never regret; wont regret; will not regret; increase in price~; rise in price~; increase in value; rise in value; growth in; never goes down; never go down; never falls; never fall; never drops; never drop; never declines; عمرها ما بتنزل; عمره ما بينزل; عمره ما نزل; عمرها ما نزلت; مبتنزلش; مابتنزلش; مبينزلش; price~ will; prices should *; prices are going; price * going to; prices going to; prices are expected; price is expected; prices are set; prices are bound; prices are likely; prices always; prices only go; prices never; prices keep *; prices continue; prices are rising; prices rising; prices are increasing; prices * climbing; \
price~ is set to; value will; values will; value * going to; value is expected; value is set; values are expected; value is likely; will appreciate; will increase; will double; will triple; will rise; will go up; will grow; will be worth; will gain; will skyrocket; will jump; will climb; will soar; will surge; will hit; will reach; \
going to appreciate; going to increase; going to double; going to rise; going to grow; going to be worth; going to go up; expected to appreciate; expected to increase; expected to rise; expected to double; expected to grow; expected to reach; expected to go; expected to gain; set to appreciate; set to rise; set to increase; set to double; bound to; sure to rise; sure to appreciate; likely to appreciate; likely to rise; likely to increase; likely to double; projected to; forecast to; forecasted to; predicted to; poised to; \
should appreciate; should rise; should double; should increase; ll appreciate; ll double; ll rise; itll double; itll rise; itll appreciate; itll increase; itll be worth; youll double; youll make *; youll earn; youll profit; youll get * back; youll gain; youll recover; could double; can double; may double; might double; could easily; can easily resell; \
you will make; you will earn; you will profit; you will double; you will gain; you will get * return; you will never lose; you will recover; you cant lose; you cannot lose; cant lose; cannot lose; cant go wrong; cannot go wrong; never lose~; nothing to lose; double your money; double your investment; triple your money; doubles your money; doubling your; make a profit; make a killing; make a fortune; profit within; resell * profit; sell it * profit; sell * double; sell * higher; \
guarantee~; i promise; we promise; promise you; promised return; assured return; assured~; fixed return~; secured return; safe investment; safest investment; safe bet; sure bet; sure thing; sure profit; certain profit; risk free; riskfree; no risk; zero risk; without risk; without any risk; low risk; free of risk; solid investment; cant lose money; recession proof; inflation proof; best investment; \
highest resale; best resale; high resale; high return~; highest return~; strong return~; great return~; excellent return~; huge return~; high roi; highest roi; great roi; strong roi; excellent roi; high yield~; highest yield~; strong appreciation; capital appreciation * guaranteed; great appreciation; high appreciation; rapid appreciation; strong growth; appreciation potential; growth potential; \
is appreciating; are appreciating; always appreciat~; always increase~; always rise~; always go up; always goes up; only goes up; only go up; on the rise; rising every; rising fast; increasing every; going up every; appreciates every; appreciate by; appreciates by; rise by; grow by; grows by; increase by; next year it~ be; next year * worth; within a year * worth; in a year * worth; fully rented all; always rented; rent * immediately; tenant * immediately; \
will be delivered early; delivered ahead; ahead of schedule; will definitely; deliver~ on time; on time delivery; never delay~; never late; wont be delayed; will not be delayed; bank will approve; will be approved; approval is certain; will accept your; will accept * offer; will lower the price; will reduce the price; will give you a discount; get you a discount; \
الاسعار هتزيد; الاسعار هترتفع; الاسعار حتزيد; الاسعار ستزيد; الاسعار سترتفع; الاسعار سوف; الاسعار هتعلي; الاسعار هتتضاعف; الاسعار هتنط; الاسعار بتزيد; الاسعار بترتفع; الاسعار دايما; الاسعار في ارتفاع; الاسعار رايحه; الاسعار لازم; الاسعار متوقع; الاسعار طالعه; الاسعار هتطلع; السعر هيزيد; السعر هيرتفع; السعر هيعلي; السعر هيتضاعف; السعر سيزيد; السعر سيرتفع; السعر بيزيد; السعر هيبقي; السعر هيوصل; السعر حيزيد; \
سعرها هيزيد; سعرها هيرتفع; سعرها هيعلي; سعرها هيتضاعف; سعرها هيوصل; سعرها هيبقي; سعرها سيزيد; سعرها سيرتفع; سعرها حيزيد; سعره هيزيد; سعره هيتضاعف; سعره هيوصل; سعر المتر هيزيد; سعر المتر هيوصل; سعر المتر هيبقي; المتر هيوصل; المتر هيبقي; قيمتها هتزيد; قيمتها هترتفع; قيمتها هتتضاعف; قيمتها هتعلي; قيمتها ستزيد; قيمتها سترتفع; قيمتها هتبقي; قيمتها هتوصل; القيمه هتزيد; قيمتها بتزيد; قيمه * هتزيد; قيمه * هتتضاعف; قيمه * سترتفع; \
هتزيد; هيزيد; هتتضاعف; هيتضاعف; ستتضاعف; سيتضاعف; هترتفع; هيرتفع; سترتفع; سيرتفع; هتعلي; هيعلي; حتزيد; هيغلي; هتغلي; هيغلوا; هتغلا; هتكسب; حتكسب; ستكسب; هتربح; ستربح; تكسب ضعف; ضعف فلوسك; هتضاعف; تضاعف فلوسك; تضاعف استثمارك; مكسب مضمون; ربح مضمون; مضمون; مضمونه; مضمونين; مضمون ميه; اضمنلك; اضمن لك; بضمنلك; نضمنلك; نضمن لك; بنضمن; اوعدك; بوعدك; نوعدك; وعد مني; اعدك; نعدك; بدون مخاطر; بدون مخاطره; من غير مخاطره; من غير مخاطر; من غير اي مخاطره; خالي من المخاطر; بلا مخاطر; بدون اي مخاطر; مفيش مخاطره; مفيش مخاطر; مفيش اي مخاطره; مستحيل تخسر; مش هتخسر; عمرك ما هتخسر; عمرك ما تخسر; لن تخسر; مش ممكن تخسر; \
استثمار امن; استثمار مضمون; عايد مضمون; عايد عالي; عايد ممتاز; عايد كبير; اعلي عايد; عايد مرتفع; عايد ثابت; عايد مضمون; العقار دايما; العقار عمره; العقار مبيخسرش; العقار لا يخسر; مبيخسرش; لا يخسر; هتسترد فلوسك; هترجع فلوسك; هتبيعها ب~; تبيعها بضعف; هتتباع ب~; البنك هيوافق; هيوافق علي; المالك هينزل; هينزل في السعر; هنجيبلك خصم; هجيبلك خصم; هتستلم في ميعادها; هتستلم قبل الميعاد; تسليم مضمون; التسليم مضمون; هتتاجر فورا; هتتاجر علي طول"));

#[rustfmt::skip]
static STATISTIC: LazyLock<Phrases> = LazyLock::new(|| Phrases::new("\
studies show; studies have; study shows; study found; research shows; research indicates; research suggests; according to research; according to studies; according to a study; according to experts; according to market; according to recent; according to reports; according to analysts; according to statistics; according to official; statistics show; statistics indicate; statistics suggest; surveys show; survey shows; data shows that; reports show; reports indicate; reports suggest; experts say; experts agree; experts expect; experts predict; experts believe; analysts *; market data *; figures show; numbers show; records show; historically; history shows; \
prices rose; prices have risen; prices increased; prices have increased; prices grew; prices have grown; prices jumped; prices have jumped; prices went up; prices have gone up; prices doubled; prices have doubled; prices tripled; prices soared; prices surged; prices climbed; prices fell; prices dropped; prices have fallen; prices have dropped; prices * last year; price growth; \
price rose; price has risen; price increased; price has increased; price has gone up; price went up; price doubled; price has doubled; price was; price dropped; price fell; value rose; value has risen; value increased; value has increased; value doubled; value has doubled; values rose; values have; rents rose; rents have; rents increased; rents went; has appreciated; have appreciated; appreciated by; grew by; rose by; jumped by; went up by; increased by; risen by; grown by; gone up *; has doubled; have doubled; \
on average prices; most investors; most buyers; most people; most clients; most families; many investors; many people; many families; majority of; the majority; # out of #; # in #  buyers; nine out of ten; investors prefer; investors choose; buyers prefer; buyers choose; everyone knows; everybody knows; it is well known; its well known; hundreds of; thousands of; dozens of; tens of thousands; countless; best selling; bestselling; best seller; number one; fastest growing; top rated; highest rated; award winning; most popular; most sought; sought after; most demanded; most wanted; most requested; #1; \
top compound~; surveys; survey; poll; polls; banks have; bank has; banks confirmed; have confirmed; half of; half the units; half the compound; most units; most of the units; previous owner~; ministry; وزاره *; data from *; # in ten; # in 10; # in five; # in 5; # in four; # in 4; # in three; # in 3; award~; prize~; جايزه; جوايز; word on the; rumour~; rumor~; one homeowner; homeowner~; put it;  اعشار *; تلتين *; ثلثي *; ثلاثه ارباع *; نص الناس; نص العملاء; اغلبهم; معظمهم; two thirds of; a third of buyers; nine tenths;  best compound~; top developer~; best developer~; leading developer~; largest developer~; biggest developer~; most prestigious; most reliable developer; most trusted; ranked; ranks *; ranking *; property finder; propertyfinder; aqarmap; nawy; dubizzle; olx; bayut; coldwell; savills; knight frank; colliers; cbre; numbeo; jll; capmas; central bank data; bloomberg; forbes; بروبرتي فايندر; عقارماب; عقار ماب; ناوي; دوبيزل; اولكس; افضل كمبوند; احسن كمبوند; اكبر مطور; افضل مطور; احسن مطور; مصنف; occupancy rate; occupancy is; half the price; quarter of the price; half of the price; third of the price; ربع السعر; تلت السعر; twice the; half the market; double the; below market; under market; the market is *; typical yield; typically yield~; typically rent~; usually rent~; similar units rent; rents for; rents out; rent out for; sold for; sold last; last sold; \
الدراسات *; دراسات *; الابحاث *; ابحاث *; احصاييات *; الاحصاييات *; احصاييه; حسب احصاييات; حسب الخبراء; الخبراء *; خبراء *; المحللين; محللين; حسب السوق; تقارير السوق; التقارير *; ارقام السوق; الارقام بتقول; استطلاع; البيانات التاريخيه; تاريخيا; \
الاسعار زادت; الاسعار ارتفعت; الاسعار اتضاعفت; الاسعار تضاعفت; الاسعار علت; الاسعار غليت; الاسعار نزلت; الاسعار انخفضت; الاسعار قفزت; السعر زاد; السعر ارتفع; السعر اتضاعف; السعر كان; السعر تضاعف; سعرها زاد; سعرها ارتفع; سعرها اتضاعف; سعرها كان; سعر المتر زاد; سعر المتر ارتفع; قيمتها زادت; قيمتها ارتفعت; قيمتها اتضاعفت; زادت بنسبه; ارتفعت بنسبه; زاد بنسبه; ارتفع بنسبه; زادت اسعار; ارتفعت اسعار; زادت الاسعار; ارتفعت الاسعار; اتضاعفت الاسعار; اسعار * زادت; اسعار * ارتفعت; اسعار * اتضاعفت; الايجارات زادت; الايجارات ارتفعت; \
معظم عملا~; اغلب عملا~; معظم المستثمرين; اغلب المستثمرين; معظم المشترين; اغلب المشترين; معظم الناس; اغلب الناس; معظم العملاء; اغلب العملاء; اغلبيه; غالبيه; كتير من المستثمرين; كتير من الناس; كتير من العملاء; كل الناس; المستثمرين بيفضلوا; المستثمرين بيختاروا; الناس بتفضل; ميات *; الاف العملاء; الاف الناس; الاف المشترين; عشرات *; نسبه الاشغال; نص السعر; نصف السعر; نص تمن; ضعف السعر; اقل من سعر السوق; تحت سعر السوق; ارخص من السوق; اقل من السوق; اعلي من السوق; الاكثر مبيعا; الاكتر مبيعا; الاكثر طلبا; الاكتر طلبا; رقم واحد; رقم 1; رقم # في; اتباعت ب~; بتتاجر ب~; بيتاجر ب~; بتتاجر في حدود; بتجيب ايجار"));

#[rustfmt::skip]
static TESTIMONIAL: LazyLock<Phrases> = LazyLock::new(|| Phrases::new("\
i own; i live; i invested; عن نفسي; شاري هناك; عندي شقه هناك; i helped; we helped; ive helped; i recently helped; i just helped; our clients; our customers; our buyers; our residents; our investors; our owners; my clients; my customers; many clients; many customers; previous clients; previous buyers; past clients; past buyers; happy clients; happy customers; happy residents; satisfied *; clients love; clients say; clients tell; clients told; clients have; client told; client of ours; client of mine; client said; one client; one buyer; a client of; a client told; a client said; a buyer told; a buyer said; a friend bought; a friend of mine; my friend bought; my friends bought; my friend lives; customers love; customers say; customers rave; customer reviews; \
buyers told; buyers tell; buyers say; buyers love; buyers rave; buyers have; residents love; residents say; residents tell; residents rave; residents report; residents are *; owners love; owners say; owners tell; owners report; families love; families who; everyone loves; everybody loves; people love; people say; people who bought; people who live; they love it; told me; tells me; told us; tells us; who bought; bought last; bought here; who lives there; who live there; rave about; raving about; reviews say; reviews are; reviewers; review~ * stars; five star review~; # star review~; rated # *; # stars; testimonial~; feedback from; word of mouth; ive personally; i personally *; i have personally; i bought; i live there; i visited; i have visited; ive visited; ive seen it; my cousin; my brother; my family; my sister; my uncle; my colleague~; helped # *; we have helped; weve helped; \
اشتري معانا; اشترت معانا; اشتروا معانا; كسب معانا; كسبوا معانا; عملاينا; عملاءنا; عملاونا; عملاونا; زبايننا; زباينا; زبايننا; عملانا; العملاء بيحبوا; العملاء بتحب; العملاء بيقولوا; العملاء قالوا; العملاء اللي; عملاء كتير; عملاء سابقين; عميل قال; عميل عندنا; واحد من العملاء; احد العملاء; مشترين كتير; المشترين بيقولوا; المشترين قالوا; المشترين بيحبوا; السكان بيحبوا; السكان بيقولوا; السكان قالوا; السكان مبسوطين; السكان سعداء; السكان راضيين; الملاك *; الناس بتحب; الناس بتقول; الناس اللي اشتروا; الناس اللي ساكنه; الناس اللي ساكنين; الكل بيحب; الكل بيشكر; كل اللي اشتروا; كل اللي سكنوا; اللي اشتروا; اراء العملاء; تجارب العملاء; انا شخصيا; اشتريت; ساكن هناك; صاحبي; قريبي; اخويا; زرتها; زرت المكان; شفتها بنفسي"));

/// Figures and terms without a number, which no evidence has either.
#[rustfmt::skip]
static VAGUE: LazyLock<Phrases> = LazyLock::new(|| Phrases::new("\
half off; # are en suite; # en suite; # ensuite; # of which; of which #;  half an hour; an hour; quarter of an hour; minutes from; minutes away; minute drive; minute walk; minutes walk; minutes drive; نص ساعه; ربع ساعه; تلت ساعه; كام دقيقه; دقايق بس;  a decade; decades; two decades; عقد من الزمن; عقدين;  half price; half its price; low # s; mid # s; high # s; upper # s; early # s; late # s; low fours; mid fours; high fours; low fives; mid fives; high fives; low sixes; mid sixes; high sixes; low sevens; mid sevens; high sevens; low eights; mid eights; high eights; \
low nines; mid nines; high nines; low tens; low teens; mid teens; high teens; low twenties; mid twenties; high twenties; six figures; seven figures; eight figures; single digit; double digit~; five figure; six figure; seven figure; \
interest free; no interest; without interest; without any interest; zero interest; zero commission; no commission; without commission; no fees; no hidden; zero fees; free maintenance; maintenance free; fees waived; waive; waived; \
بدون فوايد; من غير فوايد; بدون فايده; من غير فايده; بدون اي فوايد; من غير اي فوايد; مفيش فوايد; بلا فوايد; صفر فوايد; بدون عموله; من غير عموله; مفيش عموله; صفر عموله; نص تمنها; نص سعرها; نصف سعرها; نصف ثمنها; بنص السعر; بنص التمن"));

/// Pressing that is a denial itself: "don't let it slip away".
static PRESSING: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(
        "\
slip away; slip through; let this one; let it slip; still be here; still be around; sleep on this one; متضيع~; ماتضيع~; متسيب~; ماتسيب~; متفوت~; ماتفوت~",
    )
});

/// Words that turn the rest of their clause round.
const NEGATIONS: &str = "not no never cannot cant dont doesnt didnt wont wouldnt isnt arent wasnt nobody noone none neither nor without \
    whether nothing couldnt havent hasnt unable unknown unfair dishonest irresponsible wrong misleading avoid impossible refuse hardly rather beware careful مش مقدرش ماقدرش مينفعش ماينفعش محدش ماحدش مفيش مافيش لا لم لن ليس ليست غير بدون بلا ما \
    معنديش ماعنديش معندناش ماعندناش مبقدرش هل مستحيل مقدرتش متصدقش معرفش اعرفش ماعرفش مبضمنش مبوعدش منقدرش مانقدرش مبيضمنش ميضمنش صعب مقولش";

/// Words after which a negation no longer counts.
const CLAUSE_ENDS: &str = "but however because since as so although though yet and therefore لكن بس لان عشان علشان لانه لانها ولكن وبس وكمان انما";

/// Words with which a negation denies nothing: "no doubt", «مش بس».
const IDLE_NEGATIONS: &str = "doubt only question wonder worries problem matter need just بس شك فقط تقلق محتاج";

/// What a sentence says that is never grounded, and by which tokens: `from` is the first token that a phrase may end
/// in, those before are the end of a line that ran on.
pub(super) fn ungrounded(tokens: &[Token], from: usize) -> Option<(Reason, usize, usize)> {
    // Signs inside a phrase ("risk-free", "**only 3** left") do not break it, except those that end a clause.
    let words: Vec<usize> = (0..tokens.len())
        .filter(|at| tokens.get(*at).is_some_and(|token| !token.is_sign("*_~\"'“”«»()[]-‐‑–—#`’‘")))
        .collect();
    let lists = [
        (Reason::Scarcity, &*SCARCITY),
        (Reason::Promise, &*PROMISE),
        (Reason::Statistic, &*STATISTIC),
        (Reason::Testimonial, &*TESTIMONIAL),
        (Reason::Figure, &*VAGUE),
    ];
    let pressed = PRESSING.all(tokens, &words).find_map(|(_, start, end)| {
        let (first, last) = (*words.get(start)?, *words.get(end - 1)?);
        (last >= from).then_some((Reason::Scarcity, first, last + 1))
    });
    pressed.or_else(|| {
        lists.into_iter().find_map(|(reason, list)| {
            list.all(tokens, &words).find_map(|(phrase, start, end)| {
                let (first, last) = (*words.get(start)?, *words.get(end - 1)?);
                let counts = last >= from && !is_denied(tokens, first) && !is_exempt(tokens, phrase, last);
                counts.then_some((reason, first, last + 1))
            })
        })
    })
}

/// Whether a negation stands before a token in its clause.
pub(super) fn is_denied(tokens: &[Token], first: usize) -> bool {
    const SOMEBODY: &str = "anyone anybody whoever someone somebody اي اللي لو";
    const PROMISES: &str = "promise promises promising promised guarantee guarantees guaranteeing claim claims claiming tells assures بيوعد بيوعدك يوعدك بيضمن بيضمنلك يضمنلك بيقولك يقولك";
    const CAUTION: &str =
        "caution cautious careful beware sceptical skeptical wary suspicious distrust احذر احترس تحذر بالك";
    for at in (first.saturating_sub(9)..first).rev() {
        let Some(token) = tokens.get(at) else { return false };
        if token.is_sign(",،;؛:.!?؟—–|") || is_in(&token.text, CLAUSE_ENDS) {
            return false;
        }
        if token.is_word() && is_in(token.text.strip_prefix('و').unwrap_or(&token.text), NEGATIONS)
            || is_in(&token.text, NEGATIONS)
        {
            let is_idle = tokens.get(at + 1).is_some_and(|next| is_in(&next.text, IDLE_NEGATIONS));
            return !is_idle;
        }
    }
    // "anyone who promises a fixed return"
    let clause = tokens.get(first.saturating_sub(6)..first + 1).unwrap_or_default();
    let says = |list: &'static str| clause.iter().any(|token| is_in(&token.text, list));
    if says(SOMEBODY) && says(PROMISES) {
        return true;
    }
    // "treat promises of guaranteed returns with caution"
    let ends = |token: &&Token| !token.is_sign(",،;؛:.!?؟—–|") && !is_in(&token.text, CLAUSE_ENDS);
    let after = tokens.get(first..).unwrap_or_default().iter().take_while(ends);
    let before = tokens.get(..first).unwrap_or_default().iter().rev().take_while(ends);
    if after.chain(before).any(|token| is_in(&token.text, CAUTION)) {
        return true;
    }
    // "if prices rise" asks; "if you buy, prices rise" promises.
    let before = first.checked_sub(1).and_then(|at| tokens.get(at));
    before.is_some_and(|token| is_in(&token.text, "if لو اذا ان"))
}

/// Honest uses of the phrases' words.
fn is_exempt(tokens: &[Token], phrase: &str, last: usize) -> bool {
    let next = |ahead: usize| tokens.get(last + ahead).map_or("", |token| token.text.as_str());
    match phrase {
        // "the last unit that you asked about"
        "last unit" | "last units" | "اخر وحده" | "اخر شقه" | "اخر فيلا" | "اخر شاليه" | "اخر حاجه" => {
            is_in(next(1), "you i we that اللي سالت طلبتها شفتها عرضتها")
        }
        "told me" | "told us" => {
            let before = tokens.get(..last).unwrap_or_default().iter().rev().nth(1);
            before.is_some_and(|token| is_in(&token.text, "you youve already"))
        }
        // "be sure to ask"
        "sure to" => {
            let before = tokens.get(..last).unwrap_or_default().iter().rev().nth(1);
            before.is_none_or(|token| is_in(&token.text, "be make"))
        }
        // "half of your budget"
        "half of" => is_in(next(1), "your what that a it"),
        // "How many people will live there?"
        "many people" | "many families" => {
            let before = tokens.get(..last).unwrap_or_default().iter().rev().nth(1);
            before.is_some_and(|token| token.text == "how")
        }
        // "there is no interest rate in the listing"
        "no interest" => is_in(next(1), "rate rates"),
        "sold for" => is_in(next(1), "cash"),
        // "there is no risk-free home"
        "no risk" | "zero risk" => is_in(next(1), "free") || is_in(next(2), "free"),
        // "Are you looking for a high yield or for a home?"
        _ if phrase.starts_with("high") || phrase.starts_with("strong") || phrase.ends_with("potential") => {
            asks_the_person(tokens)
        }
        _ => false,
    }
}

/// Whether a sentence is a question to the person about what they look for.
pub(super) fn asks_the_person(tokens: &[Token]) -> bool {
    const ASKS: &str = "you your shall would do should prefer تحب تحبي عايز عايزه عاوز محتاج حابب تفضل بتفضل ميزانيتك بتدور تدور ادور اعرض اشوف كام ولا";
    let last = tokens.iter().rev().find(|token| !token.is_sign("*_)\"”»'’"));
    last.is_some_and(|token| token.is_sign("?؟")) && tokens.iter().any(|token| is_in(&token.text, ASKS))
}

/// Whether a sentence says that a unit cannot be had.
pub(super) fn says_unavailable(tokens: &[Token]) -> bool {
    static GONE: LazyLock<Phrases> = LazyLock::new(|| {
        Phrases::new(
            "not available; no longer; s gone; let go of; مابقت~; مابقو~; مبقو~; ماعادت~; ماعدت~; ماعادو~; اتسحبت; has * gone; have * gone; sold already; sold recently; has sold; isnt available; not for sale; isnt for sale; not among; not any more; not anymore; راحت; مبقاش; unavailable; off the market; not on the market; \
        not find; couldnt find; didnt find; cant find; cannot find; no unit; not in our; not listed; isnt listed; not able to; wasnt able; werent able; unable to; not currently; not have; dont have; doesnt exist; does not exist; not exist; no record; no listing; not offer~; cannot offer; cant offer; \
        has been sold; was sold; is sold; already sold; been sold; been removed; been taken; not currently; isnt currently; is gone; withdrawn; not recommend; \
        مش متاح~; غير متاح~; مش متوفر~; غير متوفر~; مبقتش; مبقاش; معدتش; معادتش; لم تعد; لم يعد; اتباع~; متباع~; مباع~; بيعت; مش موجود~; غير موجود~; مش ضمن; ليست ضمن; ملقيتش; ملقتش; لم اجد; مش لاقي; مش معروض~; غير معروض~; ليست متاح~; ليس متاح~; خلصت; مفيش وحده; مفيش عندنا; مش عندنا; معندناش; اتشالت; مش للبيع",
        )
    });
    static UNDONE: LazyLock<Phrases> = LazyLock::new(|| {
        Phrases::new(
            "still available; not sold; not been sold; hasnt been sold; wasnt sold; isnt sold; مش مباع~; متباعتش; لسه متاح~; ماتباعتش; لم تباع; لم تبع; لسه موجود~; مش متباع~; still for sale",
        )
    });
    position(tokens, &GONE).is_some() && position(tokens, &UNDONE).is_none()
}

/// Words that say that a figure is the person's own.
pub(super) const THEIRS: &str = "your you need needs youre youve youd asked mentioned wanted requested budget ميزانيتك ميزانيه ميزانيتكم بميزانيتك \
    لميزانيتك طلبت طلبك طلبته قلت قولت ذكرت حددت طلبتها طلبتيها عايز عاوز عايزه عاوزه محتاج سالت الميزانيه معاك كاش";
/// Words that say that a figure is an upper bound.
pub(super) const AT_MOST: &str = "under below within up less maximum max most cheaper fewer before by لاقل تحت لحد لغايه حتي حدود اقل اقصي بحد ضمن قبل";
/// Words that say that a figure is a lower bound.
pub(super) const AT_LEAST: &str = "over above least more minimum from exceeds exceeding beyond فوق اكتر اكثر الاقل اعلي";
/// Words that say that a figure is rough.
pub(super) const ABOUT: &str =
    "about around approximately approx roughly nearly almost some circa ish ~ ≈ حوالي تقريبا نحو قرابه يقارب بحوالي";
