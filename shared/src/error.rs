//! Every failure that leaves Osool: one closed catalogue of codes, each with its HTTP status, whether a
//! retry may help, and four texts — for the developer and for the person, in English and in Arabic.
//! Code anywhere in the crate returns a [`Failure`]; `crate::http` turns it into the answer and logs its
//! cause, once. Nothing of the cause is ever shown.

use std::{error::Error, fmt, time::Duration};

use http::{HeaderName, HeaderValue};
use serde_json::{Map, Value};

use crate::fault::{Dependency, Fault};

/// Makes the catalogue: one row a code.
macro_rules! catalogue {
    ($($(#[$doc:meta])* $variant:ident $code:literal $status:literal $retryable:literal {
        $message:literal $message_ar:literal $user:literal $user_ar:literal
    })+) => {
        /// A stable name for a kind of failure, as clients see it in `error_code`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ErrorCode { $($(#[$doc])* $variant,)+ }

        impl ErrorCode {
            /// The whole catalogue.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name in `error_code`.
            #[must_use]
            pub fn as_str(self) -> &'static str { match self { $(Self::$variant => $code),+ } }

            /// The HTTP status that goes with it, 400 to 599.
            #[must_use]
            pub fn status(self) -> u16 { match self { $(Self::$variant => $status),+ } }

            /// Whether the same request may succeed later without a change.
            #[must_use]
            pub fn is_retryable(self) -> bool { match self { $(Self::$variant => $retryable),+ } }

            /// What is wrong, for a developer.
            #[must_use]
            pub fn message(self) -> &'static str { match self { $(Self::$variant => $message),+ } }

            /// What is wrong, for a developer who reads Arabic.
            #[must_use]
            pub fn message_ar(self) -> &'static str { match self { $(Self::$variant => $message_ar),+ } }

            /// What to tell the person.
            #[must_use]
            pub fn user_message(self) -> &'static str { match self { $(Self::$variant => $user),+ } }

            /// What to tell the person in Arabic.
            #[must_use]
            pub fn user_message_ar(self) -> &'static str { match self { $(Self::$variant => $user_ar),+ } }
        }
    };
}

catalogue! {
    /// The body is not JSON, or not even text.
    InvalidJson "invalid_json" 400 false {
        "The body is not valid JSON in UTF-8."
        "محتوى الطلب ليس JSON صحيحًا بترميز UTF-8."
        "Something in the request could not be read. Please try again."
        "تعذّرت قراءة الطلب. من فضلك حاول مرة أخرى."
    }
    /// A header, path or query string that cannot be read.
    InvalidRequest "invalid_request" 400 false {
        "The request's path, query string or headers cannot be read."
        "تعذّرت قراءة مسار الطلب أو معاملاته أو ترويساته."
        "Something in the request could not be read. Please try again."
        "تعذّرت قراءة الطلب. من فضلك حاول مرة أخرى."
    }
    /// A value is missing, of the wrong kind or out of range.
    ValidationFailed "validation_failed" 422 false {
        "A field is missing or its value is not allowed; see details.field and details.reason."
        "أحد الحقول ناقص أو قيمته غير مسموح بها؛ راجع details.field وdetails.reason."
        "Please check what you entered and try again."
        "من فضلك راجع البيانات وحاول مرة أخرى."
    }
    /// The body is in another format than JSON.
    UnsupportedMediaType "unsupported_media_type" 415 false {
        "The body must be sent as application/json, without compression."
        "يجب إرسال المحتوى بصيغة application/json دون ضغط."
        "Something in the request could not be read. Please try again."
        "تعذّرت قراءة الطلب. من فضلك حاول مرة أخرى."
    }
    /// The body is over the limit.
    PayloadTooLarge "payload_too_large" 413 false {
        "The body is larger than allowed; see details.limit_bytes."
        "حجم المحتوى أكبر من المسموح؛ راجع details.limit_bytes."
        "That message is too long. Please shorten it."
        "الرسالة طويلة جدًا. من فضلك اختصرها."
    }
    /// No credentials, or ones that are not valid.
    AuthenticationFailed "authentication_failed" 401 false {
        "Credentials are missing, expired or not valid."
        "بيانات الدخول ناقصة أو منتهية أو غير صحيحة."
        "Please sign in and try again."
        "من فضلك سجّل الدخول وحاول مرة أخرى."
    }
    /// Known, but not allowed.
    NotAuthorized "not_authorized" 403 false {
        "These credentials do not allow this."
        "لا تسمح هذه الصلاحيات بتنفيذ الطلب."
        "You do not have access to this."
        "ليس لديك صلاحية لهذا الإجراء."
    }
    /// A limit of money for models is used up.
    CostLimitReached "cost_limit_reached" 402 true {
        "A spending limit is reached; details name its scope, what was spent and when it resets."
        "تم بلوغ حد الإنفاق؛ تبيّن details نطاقه وما أُنفق وموعد تجديده."
        "This conversation has reached its limit for today. Please come back later."
        "وصلت هذه المحادثة إلى حدّها اليوم. من فضلك عد لاحقًا."
    }
    /// Money could not be taken or given back.
    PaymentFailed "payment_failed" 402 true {
        "The payment was not accepted."
        "لم تُقبل عملية الدفع."
        "The payment did not go through. You have not been charged."
        "لم تتم عملية الدفع ولم يُخصم منك أي مبلغ."
    }
    /// No such unit.
    PropertyNotFound "property_not_found" 404 false {
        "There is no property with this id."
        "لا يوجد عقار بهذا الرقم."
        "We could not find this unit."
        "لم نجد هذه الوحدة."
    }
    /// The unit is there but cannot be had.
    PropertyUnavailable "property_unavailable" 409 false {
        "The property exists but is not for sale now."
        "العقار موجود لكنه غير متاح للبيع الآن."
        "This unit is no longer available. Shall we look at similar ones?"
        "هذه الوحدة لم تعد متاحة. هل نبحث عن وحدات مشابهة؟"
    }
    /// No such conversation for this person.
    SessionNotFound "session_not_found" 404 false {
        "There is no conversation with this id for these credentials."
        "لا توجد محادثة بهذا الرقم لصاحب هذه البيانات."
        "We could not find this conversation. Please start a new one."
        "لم نجد هذه المحادثة. من فضلك ابدأ محادثة جديدة."
    }
    /// No such page or route.
    NotFound "not_found" 404 false {
        "There is nothing at this path."
        "لا يوجد شيء في هذا المسار."
        "This page does not exist."
        "هذه الصفحة غير موجودة."
    }
    /// The path exists, for another method.
    MethodNotAllowed "method_not_allowed" 405 false {
        "The path exists but does not take this method."
        "المسار موجود لكنه لا يقبل هذه الطريقة."
        "Something in the request could not be read. Please try again."
        "تعذّرت قراءة الطلب. من فضلك حاول مرة أخرى."
    }
    /// The state of things does not allow it, or somebody was faster.
    Conflict "conflict" 409 false {
        "The request conflicts with the present state; see details."
        "يتعارض الطلب مع الحالة الراهنة؛ راجع details."
        "Somebody was faster, or this was already done."
        "سبقك شخص آخر أو تم تنفيذ هذا من قبل."
    }
    /// Too many requests.
    RateLimited "rate_limited" 429 true {
        "Too many requests; see the Retry-After header."
        "عدد الطلبات أكبر من المسموح؛ راجع ترويسة Retry-After."
        "That was a lot at once. Please wait a moment."
        "طلبات كثيرة في وقت قصير. من فضلك انتظر قليلًا."
    }
    /// A model's provider failed.
    AiServiceUnavailable "ai_service_unavailable" 503 true {
        "A model's provider did not answer; details name which."
        "لم يستجب مزود النموذج؛ تبيّن details أيّ مزود."
        "Amr cannot answer right now. Please try again shortly."
        "عمرو غير متاح الآن. من فضلك حاول بعد قليل."
    }
    /// The chain failed.
    BlockchainUnavailable "blockchain_unavailable" 503 true {
        "The chain or its node did not answer."
        "لم تستجب شبكة البلوك تشين."
        "On-chain proof is not available right now; everything else works."
        "التوثيق على البلوك تشين غير متاح الآن، وباقي الخدمات تعمل."
    }
    /// Postgres failed.
    DatabaseUnavailable "database_unavailable" 503 true {
        "The database did not answer."
        "لم تستجب قاعدة البيانات."
        "Our listings are not available right now. Please try again shortly."
        "قائمة الوحدات غير متاحة الآن. من فضلك حاول بعد قليل."
    }
    /// Another service that is needed failed.
    DependencyUnavailable "dependency_unavailable" 503 true {
        "A service that this needs did not answer; details name which."
        "لم تستجب خدمة لازمة؛ تبيّن details أيّ خدمة."
        "Part of the service is not available right now. Please try again shortly."
        "جزء من الخدمة غير متاح الآن. من فضلك حاول بعد قليل."
    }
    /// A fault of ours.
    Internal "internal" 500 true {
        "Something failed inside; the request id finds it in the log."
        "حدث خطأ داخلي؛ رقم الطلب يدل عليه في السجل."
        "Something went wrong on our side. Please try again."
        "حدث خطأ من جانبنا. من فضلك حاول مرة أخرى."
    }
}

/// Why something could not be done: a code of the catalogue, details that may be shown, and a cause that
/// may not. Where somebody whom we called failed, what went wrong there, by which retries and breakers go.
#[derive(Debug)]
pub struct Failure {
    code: ErrorCode,
    details: Map<String, Value>,
    cause: Option<Box<dyn Error + Send + Sync>>,
    headers: Vec<(HeaderName, HeaderValue)>,
    fault: Option<Fault>,
    retry_after: Option<Duration>,
}

impl Failure {
    /// A failure of this kind, without details.
    #[must_use]
    pub fn new(code: ErrorCode) -> Self {
        Self { code, details: Map::new(), cause: None, headers: Vec::new(), fault: None, retry_after: None }
    }

    /// What it means for a request that a call to this dependency went wrong so. For all of them it means that the
    /// dependency is not available; only the database can also have refused a row, or a mistake of ours.
    pub fn of(dependency: Dependency, fault: Fault, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let failure = match (dependency, fault) {
            (Dependency::Database, Fault::UniqueViolation | Fault::ForeignKeyViolation) => {
                Self::new(ErrorCode::Conflict)
            }
            (Dependency::Database, Fault::BadRequest | Fault::Malformed) => Self::new(ErrorCode::Internal),
            _ => Self::unavailable(dependency),
        };
        failure.with_fault(fault).caused_by(cause)
    }

    /// This dependency cannot be had, whether it failed or was not called at all.
    #[must_use]
    pub fn unavailable(dependency: Dependency) -> Self {
        match dependency {
            Dependency::Claude | Dependency::OpenAi => {
                Self::new(ErrorCode::AiServiceUnavailable).with("service", dependency.as_str())
            }
            Dependency::Database => Self::new(ErrorCode::DatabaseUnavailable),
            Dependency::Blockchain => Self::new(ErrorCode::BlockchainUnavailable),
            Dependency::Paymob | Dependency::Twilio | Dependency::SendGrid | Dependency::Google => {
                Self::new(ErrorCode::DependencyUnavailable).with("dependency", dependency.as_str())
            }
        }
    }

    /// A service of AWS, by its name, did not answer as it should.
    pub fn of_service(service: &'static str, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(ErrorCode::DependencyUnavailable).with("dependency", service).caused_by(cause)
    }

    /// A value that is not allowed: which field, by its path in the body, and why.
    #[must_use]
    pub fn validation(field: &str, reason: impl Into<String>) -> Self {
        Self::new(ErrorCode::ValidationFailed).with("field", field).with("reason", reason.into())
    }

    /// A fault of ours, with what led to it.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(ErrorCode::Internal).caused_by(cause)
    }

    /// Adds a detail that clients may see.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }

    /// Adds the cause, which goes to the log and nowhere else.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// Adds headers to the answer, such as when to try again.
    #[must_use]
    pub fn with_headers(mut self, headers: impl IntoIterator<Item = (HeaderName, HeaderValue)>) -> Self {
        self.headers.extend(headers);
        self
    }

    /// Says what went wrong with somebody whom we called.
    #[must_use]
    pub fn with_fault(mut self, fault: Fault) -> Self {
        self.fault = Some(fault);
        self
    }

    /// Says how long to wait before another try.
    #[must_use]
    pub fn retry_in(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// The kind of failure.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// What clients may see beside the code.
    #[must_use]
    pub fn details(&self) -> &Map<String, Value> {
        &self.details
    }

    /// The headers that belong in the answer.
    #[must_use]
    pub fn headers(&self) -> &[(HeaderName, HeaderValue)] {
        &self.headers
    }

    /// What went wrong with somebody whom we called, if that is what happened.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        self.fault
    }

    /// How long to wait before another try, where somebody said so.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// The cause and its own causes in one line, for the log.
    #[must_use]
    pub fn cause_chain(&self) -> Option<String> {
        self.cause.as_deref().map(|cause| chain(cause))
    }
}

/// An error and its causes in one line.
#[must_use]
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut chain = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        chain = format!("{chain}: {cause}");
        next = cause.source();
    }
    chain
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code.as_str())?;
        match self.cause_chain() {
            Some(chain) => write!(formatter, ": {chain}"),
            None => Ok(()),
        }
    }
}

impl Error for Failure {}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn is_arabic(text: &str) -> bool {
        text.chars().any(|letter| ('\u{0621}'..='\u{064A}').contains(&letter))
    }

    #[test]
    fn e1_every_code_is_unique_and_has_all_four_texts_with_the_arabic_ones_in_arabic_script() {
        let mut seen = HashSet::new();
        for code in ErrorCode::ALL {
            assert!(seen.insert(code.as_str()), "{} twice", code.as_str());
            assert!((400..600).contains(&code.status()), "{}", code.as_str());
            for english in [code.message(), code.user_message()] {
                assert!(!english.is_empty() && !is_arabic(english), "{}: {english}", code.as_str());
            }
            for arabic in [code.message_ar(), code.user_message_ar()] {
                assert!(is_arabic(arabic), "{}: {arabic}", code.as_str());
            }
        }
    }

    #[test]
    fn a_cause_is_told_with_its_own_causes_and_stays_out_of_the_details() {
        let inner = std::io::Error::other("connection refused");
        let failure = Failure::new(ErrorCode::DatabaseUnavailable).caused_by(inner);
        assert_eq!(failure.cause_chain().as_deref(), Some("connection refused"));
        assert!(failure.details().is_empty());
    }

    #[test]
    fn e2_a_fault_of_a_dependency_becomes_its_code_and_names_which() {
        for (dependency, fault, code, detail) in [
            (Dependency::Claude, Fault::Overloaded, ErrorCode::AiServiceUnavailable, Some(("service", "claude"))),
            (Dependency::OpenAi, Fault::Quota, ErrorCode::AiServiceUnavailable, Some(("service", "openai"))),
            (Dependency::Paymob, Fault::Timeout, ErrorCode::DependencyUnavailable, Some(("dependency", "paymob"))),
            (Dependency::Twilio, Fault::BadKey, ErrorCode::DependencyUnavailable, Some(("dependency", "twilio"))),
            (Dependency::SendGrid, Fault::BadKey, ErrorCode::DependencyUnavailable, Some(("dependency", "sendgrid"))),
            (Dependency::Google, Fault::Malformed, ErrorCode::DependencyUnavailable, Some(("dependency", "google"))),
            (Dependency::Blockchain, Fault::ServerError, ErrorCode::BlockchainUnavailable, None),
            (Dependency::Database, Fault::Unreachable, ErrorCode::DatabaseUnavailable, None),
            (Dependency::Database, Fault::Deadlock, ErrorCode::DatabaseUnavailable, None),
            (Dependency::Database, Fault::UniqueViolation, ErrorCode::Conflict, None),
            (Dependency::Database, Fault::ForeignKeyViolation, ErrorCode::Conflict, None),
            (Dependency::Database, Fault::BadRequest, ErrorCode::Internal, None),
        ] {
            let failure = Failure::of(dependency, fault, "what happened");
            assert_eq!((failure.code(), failure.fault()), (code, Some(fault)), "{dependency} {fault:?}");
            let shown = failure.details().iter().next();
            assert_eq!(shown.map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default())), detail);
        }
    }
}
