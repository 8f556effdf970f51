//! What one application adds to a stack, by the record it stands in.

use std::fmt::{Result, Write};

/// One of the applications of a stack.
#[derive(Clone, Copy)]
pub(crate) struct Application {
    /// Which one, from 1.
    pub(crate) number: usize,
    /// The one that it asks for data, which comes before it.
    pub(crate) needs: Option<usize>,
}

/// What applications of the same kind have in common: the record `application` of the text.
pub(crate) const COMMON: &str = r#"let application = {
  networks.backend = {},
  limits | default = { memory = "256m", cpus = 0.5 },
  health = {
    command | default = ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/health"],
    interval = "60s",
  },
  restart = 'Always,
}
in
"#;

impl Application {
    /// A field of `containers`.
    pub(crate) fn container(self, out: &mut impl Write) -> Result {
        let Self { number, needs } = self;
        let (site, office) = (LOCAL_PORTS + number, OFFICE_PORTS + number);
        write!(
            out,
            r#"    app{number} = application & {{
      description = "Application {number}",
      image = 'Pull "registry.example.org/team/app{number}:1.{number}.2",
      env = {{
        APP_NAME = "Application {number}",
        APP_URL = "https://app{number}.example.org",
        LOG_LEVEL = "info",
        WORKERS = {workers},
        SECRET_KEY = 'Secret "key{secret}",
      }},
      listens = {{ http = 8080, metrics = 9100 }},
      publish = {{
        http = {{ host = {site}, address = "127.0.0.1" }},
        metrics = {{ host = {office} }},
      }},
      networks.backend.aliases = ["app{number}"],
      volumes = {{
        "/data" = {{ volume = "data{number}" }},
        "/app/settings.env" = {{ file = "settings{number}" }},
      }},
"#,
            workers = 1 + number % 8,
            secret = number % SECRETS,
        )?;
        if let Some(other) = needs {
            writeln!(out, "      needs = [\"app{other}\"],")?;
        }
        writeln!(out, "    }},")
    }

    /// Whether a program of the host works for it as well.
    pub(crate) fn has_helper(self) -> bool {
        self.number.is_multiple_of(5)
    }

    /// A field of `services`.
    pub(crate) fn helper(self, out: &mut impl Write) -> Result {
        let number = self.number;
        let port = HELPER_PORTS + number;
        write!(
            out,
            r#"    helper{number} = recipes.hardened & {{
      description = "Helper of application {number}",
      runs = 'Command ["/usr/bin/helper", "--port={port}"],
      user = "helper{number}",
      env = {{ HELPER_NAME = "Helper {number}", HELPER_TOKEN = 'Secret "key{secret}" }},
      env_file.path = "/etc/default/helper{number}",
      listens.api = {port},
      wants = ["app{number}"],
      writes = ["/var/lib/helper{number}"],
    }},
"#,
            secret = number % SECRETS,
        )
    }

    /// A field of `users`.
    pub(crate) fn user(self, out: &mut impl Write) -> Result {
        let number = self.number;
        writeln!(out, "    helper{number} = {{}},")
    }

    /// A field of `directories`.
    pub(crate) fn directory(self, out: &mut impl Write) -> Result {
        let number = self.number;
        writeln!(
            out,
            "    \"/var/lib/helper{number}\".owner = \"helper{number}\","
        )
    }

    /// A field of `volumes`.
    pub(crate) fn volume(self, out: &mut impl Write) -> Result {
        let number = self.number;
        writeln!(
            out,
            "    data{number} = {{ description = \"Data of application {number}\" }},"
        )
    }

    /// A field of `files`.
    pub(crate) fn file(self, out: &mut impl Write) -> Result {
        let number = self.number;
        write!(
            out,
            r#"    settings{number}.content = 'Env {{
      CACHE_SIZE = {number},
      MAIL_FROM = "app{number}@example.org",
      FEATURES = "search,export,tags",
    }},
"#
        )
    }

    /// A field of `sites`.
    pub(crate) fn site(self, out: &mut impl Write) -> Result {
        let number = self.number;
        write!(
            out,
            r#"    app{number} = recipes.modern_tls & recipes.security_headers & {{
      served_by = "nginx",
      names = ["app{number}.example.org"],
      certificate = "all",
      body_limit = 'Bytes "20m",
      locations = {{
        "/".proxy = {{ to = "app{number}", listener = "http" }},
        "/health".return = 'Status 204,
      }},
    }},
"#
        )
    }

    /// A field of `firewall.allow`.
    pub(crate) fn opening(self, out: &mut impl Write) -> Result {
        let number = self.number;
        let port = OFFICE_PORTS + number;
        writeln!(
            out,
            "      app{number} = {{ ports = [{port}], from = \"office\" }},"
        )
    }
}

/// How many secrets the applications share.
pub(crate) const SECRETS: usize = 16;

/// Ports from here on are for nginx, ten thousand of them.
const LOCAL_PORTS: usize = 10_000;

/// Ports from here on are for the programs of the host, ten thousand of them.
const HELPER_PORTS: usize = 30_000;

/// Ports from here on are for the office, ten thousand of them.
const OFFICE_PORTS: usize = 20_000;
