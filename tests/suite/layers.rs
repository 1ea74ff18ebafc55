//! Letters in which a subject's details stand in the escapes of another layer than the text is written in: what links, logs and mail filters add.

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};

use crate::unseen::{field, html, letter, part, plain};

/// Details in the escapes of another layer than the text is written in.
pub(crate) fn letters() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let encoded = |text: &str| BASE64.encode(text.as_bytes());
    let bare = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
    let json = "{\"id\":1234567,\"email\":\"jan.devries@klant.example\",\"naam\":\"Jan de Vries\"}";
    let forms = "e=jan.devries%40klant.example&n=Jan+de+Vries&t=%2B31612345678";
    for code in [
        encoded("jan.devries@klant.example"),
        bare("jan.devries@klant.example"),
        encoded("Jan de Vries"),
        bare("klant KL-88213"),
        encoded("bel 06-12345678"),
        encoded(json),
        bare(forms),
        HEXLOWER.encode(b"jan.devries@klant.example"),
    ] {
        let link = format!("https://x.example/c/{code}/x?a=b");
        all.push(plain(&format!("zie https://x.example/?u={code}&a=b daar")));
        all.push(plain(&format!("zie {} daar", link.replace('=', "%3D"))));
        all.push(html(&link));
        all.push(html(&format!("https://x.example/?u={}", code.replace('=', "%3D"))));
    }
    all.push(field(&format!("X-Sender-Id: {}\n", encoded("jan.devries@klant.example"))));
    all.push(field(&format!("X-Data: v=1; u={}; s=x\n", bare("jan.devries@klant.example"))));
    let long = encoded(&format!(
        "Dag Anna, {}\r\nbel Jan de Vries of jan.devries@klant.example\r\n",
        "en zo ".repeat(20)
    ));
    let lines: Vec<&str> = (0..long.len()).step_by(76).map(|n| &long[n..long.len().min(n + 76)]).collect();
    all.push(plain(&format!("Content-Transfer-Encoding: base64\n\n{}", lines.join("\n"))));
    all.push(letter(
        "",
        "text/html",
        &format!("<p>Dag</p><img src=\"data:text/vcard;base64,{}\">", encoded("FN:Jan de Vries")),
    ));
    for text in [
        "To: jan.devries=40klant.example",
        "To: Jan=20de=20Vries",
        "mail jan.devries@kl=\nant.example nu",
        "mail jan.devries&#64;klant.example of jan&#x2e;devries&commat;klant.example nu",
        "Jan&nbsp;de&nbsp;Vr&#105;es",
        "{\"email\":\"jan.devries\\u0040klant.example\"}",
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__x.example_u-3Fe-3Djan.devries-40klant.example-26n-3DJan-2520de-2520Vries&d=DwMF",
        "https://urldefense.com/v3/__https://x.example/?e=jan.devries*40klant.example__;JQ!!abc$",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fx.example%2F%3Fe%3Djan.devries%2540klant.example&data=05%7C01%7Cjan.devries%40klant.example%7Ca",
        "mail jan.de-\nvries@klant.example nu",
        "mail jan.devries@kla-\nnt.example nu",
        "met Jan de Vr-\nies gesproken",
        "bel ⓪⑥¹²₃₄⑤⑥⑦⑧ of ⓙⓐⓝ.𝐝𝐞𝐯𝐫𝐢𝐞𝐬@klant.example",
        "met 🅙🅐🅝 🄳🄴 🆅🆁🅸🅴🆂",
    ] {
        all.push(plain(text));
    }
    all.push(plain(
        "<html><p>met <b>J</b>an de V<span>r</span>ies en <i>jan.devries</i>@klant.example</p></html>",
    ));
    let pieces = "<text>met J<tspan>an</tspan> de V<tspan x=\"1\">ries</tspan></text>";
    let drawing = format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{pieces}</svg>");
    all.push(part("Content-Type: image/svg+xml\nContent-Disposition: inline", &drawing));
    all.push(letter("", "text/html", &format!("<p>Dag {drawing}</p>")));
    for local in [
        "bounce_jan.devries=klant.example",
        "bounce.jan.devries=klant.example",
        "b.jan.devries=klant.example",
        "bounces+123-ab12-jan.devries=klant.example",
        "msprvs1=17abc=bounces-123-jan.devries=klant.example",
        "bounce-mc.us1_12.34-jan.devries=klant.example",
        "bounce+jan.devries_klant.example",
        "bounce-jan.devries-at-klant.example",
        "lijst+jan.devries==a==klant.example==lijst",
    ] {
        all.push(field(&format!("Return-Path: <{local}@lists.example>\n")));
        all.push(plain(&format!("terug van {local}@lists.example dus")));
    }
    all
}
