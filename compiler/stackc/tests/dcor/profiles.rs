//! N15 to N20: what nginx does in other profiles.

use crate::changes::with;
use crate::deployment::{Deployment, Variant, default};
use crate::nginx::https;
use crate::servers::{Block, named};

/// The regular expressions of the site, in the order in which nginx tries them.
fn patterns(built: &Deployment) -> Vec<String> {
    let locations = https(built).blocks("location").into_iter();
    let words = locations.map(|location| location.parameters().join(" "));
    words.filter(|words| words.starts_with('~')).collect()
}

#[track_caller]
fn location(built: &Deployment, words: &str) -> Block {
    let found = https(built).location(words);
    found.unwrap_or_else(|| panic!("{words} in {:#?}", patterns(built)))
}

#[test]
fn dc_n15_robots_are_denied_where_things_are_tried() {
    let robots = location(Variant::Development.built(), "= /robots.txt");
    assert_eq!(
        robots.words("return"),
        ["200", "User-agent: *\\nDisallow: /\\n"].map(|text| text.replace("\\n", "\n"))
    );
    assert_eq!(robots.words("default_type"), ["text/plain"]);
    assert!(https(default()).location("= /robots.txt").is_none());
}

#[test]
fn dc_n16_doors_of_other_programs_are_closed() {
    let built = Variant::Guarded.built();
    for path in [
        "^~ /backup",
        "^~ /wp",
        "^~ /wordpress",
        "^~ /old",
        "^~ /node/",
        "^~ /server",
        "^~ /sitemap",
        "= /.well-known/security.txt",
    ] {
        assert_eq!(location(built, path).words("return"), ["404"], "{path}");
    }
}

#[test]
fn dc_n17_only_what_ckan_has_is_asked_for() {
    let built = Variant::Guarded.built();
    assert_eq!(location(built, "/").words("return"), ["404"]);
    assert!(location(built, "= /").has("proxy_pass"));
    // Downloads come first: below `/dataset` they must not be handled as pages.
    let patterns = patterns(built);
    assert_eq!(patterns.len(), 2, "{patterns:?}");
    assert_eq!(patterns[0], r"~ \.(rtdc)$");
    let known = patterns[1].strip_prefix("~ ^/(").expect("anchored");
    let (known, _) = known.split_once(")").unwrap();
    let known: Vec<&str> = known.split('|').collect();
    assert_eq!(
        known,
        [
            "api",
            "ckan-admin",
            "dashboard",
            "dataset",
            r"favicon\.ico",
            "fonts",
            "group",
            "images",
            "login_generic",
            "organization",
            "revision",
            "user",
            "webassets",
        ]
    );
    assert!(location(built, &patterns[1]).has("proxy_pass"));
}

#[test]
fn dc_n18_in_operation_visitors_and_static_files_have_a_cache_each() {
    let built = Variant::Ops.built();
    let caches: Vec<Vec<String>> = named(built, "proxy_cache_path")
        .iter()
        .map(Block::parameters)
        .collect();
    // nginx's zones are named as everything in a stack is: in lower case.
    for zone in ["anonym", "static"] {
        let own = format!("keys_zone={zone}:30m");
        let cache = caches.iter().find(|words| words.contains(&own)).unwrap();
        assert!(cache[0].starts_with("/cache/"), "{cache:?}");
        assert!(cache.contains(&"max_size=250m".to_owned()), "{cache:?}");
        built.assert_directory(&cache[0], ["0700", "www-data", "www-data"]);
    }
    let [map] = <[Block; 1]>::try_from(named(built, "map")).unwrap();
    assert_eq!(map.parameters(), ["$http_cookie", "$ckan_cache_bypass"]);
    let entries = [
        ("default", "1"),
        // The first pattern that matches counts.
        ("~dcor=.{280}", "1"),
        ("~dcor=", "0"),
    ];
    let names = map.names();
    assert_eq!(names, entries.map(|(name, _)| name));
    for (name, value) in entries {
        assert_eq!(map.words(name), [value], "{name}");
    }
    let visitors = patterns(built);
    let of_visitors = visitors
        .iter()
        .find(|words| words.contains("about$"))
        .unwrap();
    let page = location(built, of_visitors);
    assert_eq!(page.words("proxy_cache"), ["anonym"]);
    assert_eq!(page.words("proxy_cache_bypass"), ["$ckan_cache_bypass"]);
    assert_eq!(page.words("proxy_no_cache"), ["$ckan_cache_bypass"]);
    let of_files = visitors
        .iter()
        .find(|words| words.contains("webassets"))
        .unwrap();
    let files = location(built, of_files);
    assert_eq!(files.words("proxy_cache"), ["static"]);
    assert_eq!(files.words("proxy_cache_valid"), ["1d"]);
    assert!(
        files
            .words("proxy_cache_use_stale")
            .contains(&"updating".to_owned())
    );
    let ignored = files.words("proxy_ignore_headers");
    assert!(ignored.contains(&"Set-Cookie".to_owned()), "{ignored:?}");
}

#[test]
fn dc_n19_in_operation_requests_are_small_and_of_known_clients() {
    let built = Variant::Ops.built();
    let site = https(built);
    assert_eq!(site.words("client_max_body_size"), ["20m"]);
    let revise = location(built, "= /api/3/action/package_revise");
    for timeout in ["connect", "read", "send"] {
        let name = format!("proxy_{timeout}_timeout");
        assert_eq!(revise.words(&name), ["500s"], "{name}");
    }
    let patterns = patterns(built);
    let pages = patterns
        .iter()
        .find(|words| words.contains("^/dataset"))
        .unwrap();
    let [only] = <[Block; 1]>::try_from(
        patterns
            .iter()
            .filter(|words| *words == pages)
            .flat_map(|words| location(built, words).blocks("limit_except"))
            .collect::<Vec<_>>(),
    )
    .unwrap();
    assert_eq!(only.parameters(), ["GET"]);
    assert_eq!(only.words("deny"), ["all"]);
    let clients = site.blocks("if").remove(0);
    assert!(
        clients.parameters()[0].contains("$http_user_agent"),
        "{clients:?}"
    );
    assert_eq!(clients.words("return")[0], "400");
    let short = location(built, r"~ ^/([a-f0-9\-]{36})$");
    assert_eq!(short.words("return"), ["301", "/dataset/$1"]);
    // The order is that of the stack, not of the alphabet.
    let begins = [
        r"~ \.(rtdc)$",
        r"~* \.(aspx",
        "~ ^/(api/i18n",
        "~ ^/($|about$",
        "~ ^/(api/2/util/",
        "~ ^/dataset",
        "~ ^/([a-f0-9",
    ];
    assert_eq!(patterns.len(), begins.len(), "{patterns:#?}");
    for (pattern, begin) in patterns.iter().zip(begins) {
        assert!(pattern.starts_with(begin), "{pattern} is not {begin}");
    }
    let mut sorted = patterns.clone();
    sorted.sort();
    assert_ne!(sorted, patterns);
}

#[test]
fn dc_n19_another_order_is_another_order_for_nginx() {
    let swapped =
        with("(import \"guarded.ncl\") & { sites.dcor.locations.\"~ \\\\.(rtdc)$\".order = 2 }");
    assert_eq!(patterns(&swapped)[1], r"~ \.(rtdc)$");
}

#[test]
fn dc_n20_maintenance_is_told_with_a_page() {
    let built = Variant::Maintenance.built();
    let site = https(built);
    assert_eq!(site.words("error_page"), ["503", "/maintenance.html"]);
    assert_eq!(location(built, "/").words("return"), ["503"]);
    let page = location(built, "= /maintenance.html");
    assert_eq!(page.words("root"), ["/var/www/dcor"]);
    assert!(page.has("internal"));
    // A placeholder lets nginx start when there is no certificate yet.
    let nginx = built.text("etc/systemd/system/nginx.service.d/dcor.conf");
    assert!(
        nginx.contains("After=dcor-certificate-dcor.service"),
        "{nginx}"
    );
}
