//! Presigned URLs: requests whose query is their credential, and how long it holds.

use super::date::parse_any;
use super::date::parse_iso;
use super::field_value::lower;
use super::percent::decode;
use super::target::Pair;
use super::target::Target;
use crate::wire::ExactRequest;
use crate::wire::Span;

/// Which scheme signed the URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PresignedKind {
    /// AWS Signature Version 4 and the stores that copy it: `X-Amz-Signature`.
    AwsV4,
    /// AWS Signature Version 2: `AWSAccessKeyId`, `Signature`, `Expires`.
    AwsV2,
    /// Amazon `CloudFront`: `Key-Pair-Id`, `Signature`.
    CloudFront,
    /// Azure shared access signature: `sv`, `se`, `sig`.
    AzureSas,
    /// Google Cloud Storage: `X-Goog-Signature`, or `GoogleAccessId` with `Signature`.
    Gcs,
}

/// A presigned URL. Spans are offsets in the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presigned {
    /// Which scheme signed it.
    pub kind: PresignedKind,
    /// The whole query.
    pub span: Span,
    /// The signature's value: a secret.
    pub signature: Span,
    /// When it was signed, in Unix seconds.
    pub signed_at: Option<i64>,
    /// When it ends, in Unix seconds.
    pub expires_at: Option<i64>,
    /// Where the parameter stands that says when it ends.
    pub expires_span: Option<Span>,
    /// The headers that the signature covers, in lower case; empty where the scheme does not list them.
    pub signed_headers: Vec<String>,
}

/// The presigned URL of a request, if its target is one.
#[must_use]
pub fn presigned(request: &ExactRequest) -> Option<Presigned> {
    let query = Query::of(request)?;
    query
        .version_four(PresignedKind::AwsV4, "x-amz-")
        .or_else(|| query.version_four(PresignedKind::Gcs, "x-goog-"))
        .or_else(|| query.dated(PresignedKind::AwsV2, "awsaccesskeyid", "signature", "expires"))
        .or_else(|| query.dated(PresignedKind::Gcs, "googleaccessid", "signature", "expires"))
        .or_else(|| query.dated(PresignedKind::CloudFront, "key-pair-id", "signature", "expires"))
        .or_else(|| query.dated(PresignedKind::AzureSas, "sv", "sig", "se"))
}

/// A target's query with look-up by name, any case.
struct Query<'a> {
    target: &'a [u8],
    base: u32,
    span: Span,
    pairs: Vec<(String, Pair)>,
}

impl<'a> Query<'a> {
    fn of(request: &'a ExactRequest) -> Option<Self> {
        let target = request.target();
        let read = Target::parse(target);
        let base = request.line.target.start;
        let span = read.query?.shift(base);
        let name = |pair: &Pair| lower(&decode(pair.name.slice(target), true));
        let pairs = read.pairs.iter().map(|pair| (name(pair), *pair)).collect();
        Some(Self { target, base, span, pairs })
    }

    /// The value of that name: its span in the request and its decoded bytes.
    fn value(&self, name: &str) -> Option<(Span, Vec<u8>)> {
        let (_, pair) = self.pairs.iter().find(|(found, _)| found == name)?;
        let span = pair.value?;
        Some((span.shift(self.base), decode(span.slice(self.target), false)))
    }

    fn version_four(&self, kind: PresignedKind, prefix: &str) -> Option<Presigned> {
        let named = |name: &str| self.value(&format!("{prefix}{name}"));
        let (signature, _) = named("signature")?;
        let signed_at = named("date").and_then(|(_, text)| parse_iso(&text));
        let (expires_span, lifetime) = named("expires").unzip();
        let lifetime: Option<i64> =
            lifetime.and_then(|text| str::from_utf8(&text).ok()?.parse().ok());
        let expires_at =
            signed_at.zip(lifetime).map(|(from, seconds)| from.saturating_add(seconds));
        let headers = named("signedheaders").map(|(_, list)| lower(&list)).unwrap_or_default();
        let signed_headers = headers.split(';').filter(|name| !name.is_empty());
        let signed_headers = signed_headers.map(str::to_owned).collect();
        let span = self.span;
        Some(Presigned {
            kind,
            span,
            signature,
            signed_at,
            expires_at,
            expires_span,
            signed_headers,
        })
    }

    /// A scheme that says its end outright; `id` is the parameter that tells it from its kin.
    fn dated(
        &self,
        kind: PresignedKind,
        id: &str,
        signature: &str,
        end: &str,
    ) -> Option<Presigned> {
        self.value(id)?;
        let (signature, _) = self.value(signature)?;
        let end = self.value(end);
        let expires_at = end.as_ref().and_then(|(_, text)| parse_any(text));
        Some(Presigned {
            kind,
            span: self.span,
            signature,
            signed_at: None,
            expires_at,
            expires_span: end.map(|(span, _)| span),
            signed_headers: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Option<Presigned> {
        presigned(&ExactRequest::parse(format!("GET /a?{query} HTTP/1.1\r\nHost: h\r\n\r\n")))
    }

    #[test]
    fn tells_the_schemes_apart() {
        let v4 = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20191108T171455Z&X-Amz-Expires=900\
                  &X-Amz-SignedHeaders=host%3Bcontent-type&X-Amz-Signature=5d1f";
        for (query, kind, expires) in [
            (v4, PresignedKind::AwsV4, Some(1_573_234_195)),
            (
                "X-Goog-Date=20210302T105418Z&X-Goog-Expires=60&X-Goog-Signature=1",
                PresignedKind::Gcs,
                Some(1_614_682_518),
            ),
            (
                "AWSAccessKeyId=A&Signature=b%3D&Expires=1573234195",
                PresignedKind::AwsV2,
                Some(1_573_234_195),
            ),
            (
                "GoogleAccessId=A&Signature=b&Expires=1573234195",
                PresignedKind::Gcs,
                Some(1_573_234_195),
            ),
            ("Policy=x&Signature=b&Key-Pair-Id=K", PresignedKind::CloudFront, None),
            (
                "sv=2020-08-04&se=2020-01-01T00%3A00%3A00Z&sig=b%3D",
                PresignedKind::AzureSas,
                Some(1_577_836_800),
            ),
        ] {
            let read = read(query).expect(query);
            assert_eq!((read.kind, read.expires_at), (kind, expires), "{query}");
        }
        assert_eq!(
            read(v4).map(|p| p.signed_headers),
            Some(vec!["host".to_owned(), "content-type".to_owned()])
        );
        assert_eq!(read("sig=1&q=2"), None);
    }

    #[test]
    fn spans_point_into_the_request() {
        let request = ExactRequest::parse("GET /a?X-Amz-Signature=5d1f HTTP/1.1\r\n\r\n");
        let read = presigned(&request).expect("presigned");
        assert_eq!(request.text(read.signature), b"5d1f");
        assert_eq!(request.text(read.span), b"X-Amz-Signature=5d1f");
    }
}
