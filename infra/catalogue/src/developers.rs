//! The companies that build the compounds: all invented, none named after a compound.

use crate::text::{Text, text};

pub(crate) const ARKANAR: Text = text("Arkanar Developments", "أركانار للتطوير");
pub(crate) const BARDIYA: Text = text("Bardiya Urban", "برديا العمرانية");
pub(crate) const DIRWAZ: Text = text("Dirwaz Holding", "درواز القابضة");
pub(crate) const ELVARO: Text = text("Elvaro Communities", "إلفارو للمجتمعات العمرانية");
pub(crate) const FIROUZAN: Text = text("Firouzan Properties", "فيروزان العقارية");
pub(crate) const GHAYDAR: Text = text("Ghaydar Developments", "غيدار للتطوير");
pub(crate) const HAZARMESK: Text = text("Hazarmesk Group", "مجموعة هزارمسك");
pub(crate) const IBHARA: Text = text("Ibhara Resorts", "إبهارة للمنتجعات");
pub(crate) const KINDAL: Text = text("Kindal Real Estate", "كندال للعقارات");
pub(crate) const KORVANE: Text = text("Korvane Developments", "كورفان للتطوير");
pub(crate) const LAZWARDI: Text = text("Lazwardi Estates", "لازوردي إستيتس");
pub(crate) const LUMEDRA: Text = text("Lumedra Developments", "لوميدرا للتطوير");
pub(crate) const MARSUMA: Text = text("Marsuma Urban", "مرسومة العمرانية");
pub(crate) const MILHAN: Text = text("Milhan Coastal", "ملحان الساحلية");
pub(crate) const MIRDAS: Text = text("Mirdas Group", "مجموعة مرداس");
pub(crate) const NUWAYRAT: Text = text("Nuwayrat Holding", "نويرات القابضة");
pub(crate) const ORFALA: Text = text("Orfala Properties", "أورفالا العقارية");
pub(crate) const QABASAN: Text = text("Qabasan Developments", "قبسان للتطوير");
pub(crate) const RAYDANE: Text = text("Raydane Communities", "رايدان للمجتمعات العمرانية");
pub(crate) const SADAFIN: Text = text("Sadafin Marine", "صدفين البحرية");
pub(crate) const SIRWAN: Text = text("Sirwan Urban Development", "سروان للتنمية العمرانية");
pub(crate) const SULWAN: Text = text("Sulwan Developments", "سلوان للتطوير");
pub(crate) const TAMARAT: Text = text("Tamarat Builders", "تمرات للإنشاء والتعمير");
pub(crate) const VELMORA: Text = text("Velmora Group", "مجموعة فيلمورا");
pub(crate) const ZAFIRAN: Text = text("Zafiran Holding", "ظفيران القابضة");
