//! Floor 3: a request as text in someone's language, and what that text cannot say.
//!
//! An exporter reads the intent from exact bytes, fits it to what its client can do (each change is a warning), and
//! writes it. Secrets become variables. The room takes and gives text: it knows no file, no network, no profile.

mod answer;
mod axios;
mod code;
mod csharp;
mod curl;
mod cut;
mod exporter;
mod fetch;
mod fit;
mod go;
mod har;
mod http_file;
mod httpie;
mod intent;
mod java;
mod javascript;
mod json_value;
mod language;
mod literal;
mod php;
mod postman;
mod powers;
mod powershell;
mod python;
mod python_httpx;
mod python_requests;
mod raw;
mod ruby;
mod shell;
mod subject;
mod target_oddity;
mod variable;
mod words;

pub use exporter::ExportOptions;
pub use exporter::Exported;
pub use exporter::Exporter;
pub use har::HarArchive;
pub use subject::Subject;
pub use variable::secret_variables;

/// Every target, in the order of menus.
pub static EXPORTERS: &[&dyn Exporter] = &[
    &curl::CURL,
    &httpie::HTTPIE,
    &python_requests::PYTHON_REQUESTS,
    &python_httpx::PYTHON_HTTPX,
    &fetch::FETCH,
    &axios::AXIOS,
    &go::GO,
    &java::JAVA,
    &php::PHP,
    &ruby::RUBY,
    &csharp::CSHARP,
    &powershell::POWERSHELL,
    &http_file::HttpFile,
    &raw::Raw,
    &har::Har,
    &postman::Postman,
];

/// The exporter of that kind (see [`Exporter::kind`]).
#[must_use]
pub fn by_kind(kind: &str) -> Option<&'static dyn Exporter> {
    EXPORTERS.iter().find(|exporter| exporter.kind() == kind).copied()
}
