//! The library, embedded: what `import "stackc/…"` finds.

use eval::Library;

macro_rules! library {
    ($($file:literal),* $(,)?) => {
        /// All files of `lib/`, by the path they are imported by.
        pub(crate) static LIBRARY: Library = Library {
            files: &[$((
                concat!("stackc/", $file),
                include_str!(concat!("../../../lib/", $file)),
            )),*],
        };
    };
}

library![
    "main.ncl",
    "leaf.ncl",
    "target.ncl",
    "account.ncl",
    "secret.ncl",
    "env.ncl",
    "extra.ncl",
    "host.ncl",
    "network.ncl",
    "volume.ncl",
    "build.ncl",
    "file.ncl",
    "nginx.ncl",
    "container.ncl",
    "timer.ncl",
    "service.ncl",
    "user.ncl",
    "directory.ncl",
    "assertion.ncl",
    "acceptance.ncl",
    "policy.ncl",
    "judge.ncl",
    "certificate.ncl",
    "location.ncl",
    "site.ncl",
    "firewall.ncl",
    "stack.ncl",
    "recipes/host_nginx.ncl",
    "recipes/nginx.ncl",
    "recipes/proxied.ncl",
    "recipes/security_headers.ncl",
    "recipes/first_run.ncl",
    "recipes/gunicorn.ncl",
    "recipes/hardened.ncl",
    "recipes/host_redis.ncl",
    "recipes/modern_tls.ncl",
    "recipes/postgres.ncl",
    "recipes/host_postgres.ncl",
    "recipes/uwsgi.ncl",
    "recipes/worker.ncl",
    "recipes/postgres_tls.ncl",
    "recipes/node.ncl",
    "recipes/refreshed_volume.ncl",
];

#[cfg(test)]
mod tests {
    use super::*;
    use eval::ContractSchema;
    use std::collections::BTreeSet;
    use std::path::Path;

    /// The records of the model and their fields, the choices and their tags.
    ///
    /// `params` is the user's own and never reaches the compiler.
    fn model() -> Vec<(&'static str, Vec<&'static str>)> {
        macro_rules! names {
            ($($name:ident . $list:ident),* $(,)?) => {
                vec![$((stringify!($name), model::$name::$list.to_vec())),*]
            };
        }
        names![
            Stack.FIELDS,
            Target.TAGS,
            Versions.FIELDS,
            Account.TAGS,
            Rootless.FIELDS,
            SubordinateIds.FIELDS,
            Secret.FIELDS,
            SecretFile.FIELDS,
            EnvContract.FIELDS,
            Variable.FIELDS,
            VariableType.TAGS,
            List.FIELDS,
            EnvRule.TAGS,
            Below.FIELDS,
            TrueNeeds.FIELDS,
            Network.FIELDS,
            Driver.TAGS,
            NetworkUse.FIELDS,
            Volume.FIELDS,
            Label.TAGS,
            VolumeOwner.FIELDS,
            Mount.FIELDS,
            Tmpfs.FIELDS,
            Build.FIELDS,
            ConfigFile.FIELDS,
            Owned.TAGS,
            Content.TAGS,
            KeyValues.FIELDS,
            KeyValuesReader.TAGS,
            PlainText.FIELDS,
            Rotation.FIELDS,
            Schedule.TAGS,
            CreatedLog.FIELDS,
            RotatedAs.FIELDS,
            NginxServer.FIELDS,
            Cache.FIELDS,
            Spool.FIELDS,
            Health.FIELDS,
            Publish.FIELDS,
            Container.FIELDS,
            Limits.FIELDS,
            CertificateCopy.FIELDS,
            Host.FIELDS,
            HostStacks.FIELDS,
            HostListener.FIELDS,
            Transport.TAGS,
            Speaks.TAGS,
            HostNetwork.FIELDS,
            Image.TAGS,
            Kind.TAGS,
            Ready.TAGS,
            Restart.TAGS,
            Timer.FIELDS,
            Service.FIELDS,
            Runs.TAGS,
            Reach.TAGS,
            Enabled.TAGS,
            Readiness.TAGS,
            EnvFile.FIELDS,
            RestartLimit.FIELDS,
            User.FIELDS,
            Group.FIELDS,
            Directory.FIELDS,
            Assertion.FIELDS,
            Acceptance.FIELDS,
            Policy.FIELDS,
            Severity.TAGS,
            Finding.FIELDS,
            Certificate.FIELDS,
            CertificateSource.TAGS,
            LetsEncrypt.FIELDS,
            Challenge.TAGS,
            Standalone.FIELDS,
            Renewal.FIELDS,
            SelfSigned.FIELDS,
            Provided.FIELDS,
            Holds.TAGS,
            Balance.TAGS,
            Hash.FIELDS,
            Upstream.FIELDS,
            Proxy.FIELDS,
            Scheme.TAGS,
            ProxyRedirect.TAGS,
            Replace.FIELDS,
            Return.TAGS,
            ReturnRedirect.FIELDS,
            ReturnText.FIELDS,
            CacheUse.FIELDS,
            Location.FIELDS,
            Site.FIELDS,
            BodyLimit.TAGS,
            Tls.FIELDS,
            Redirect.FIELDS,
            Allowed.FIELDS,
            InputPolicy.TAGS,
            Firewall.FIELDS,
        ]
    }

    #[test]
    fn library_and_model_have_the_same_fields_in_the_same_order() {
        let model = model();
        let names: Vec<&str> = model.iter().map(|(name, _)| *name).collect();
        let schemas = eval::schema(&LIBRARY, &names).unwrap();
        for (name, expected) in model {
            let found: Vec<&str> = match &schemas[name] {
                ContractSchema::Record(fields) => {
                    fields.iter().map(|field| field.name.as_str()).collect()
                }
                ContractSchema::Enum(tags) => tags.iter().map(|tag| tag.name.as_str()).collect(),
                ContractSchema::Custom => panic!("`{name}` is neither record nor choice"),
            };
            let found: Vec<&str> = found
                .into_iter()
                .filter(|field| *field != "params")
                .collect();
            assert_eq!(
                found, expected,
                "`{name}`: the library (left) and the model (right)"
            );
        }
    }

    #[test]
    fn every_field_of_the_library_is_documented() {
        let model = model();
        let names: Vec<&str> = model.iter().map(|(name, _)| *name).collect();
        for (name, schema) in eval::schema(&LIBRARY, &names).unwrap() {
            let ContractSchema::Record(fields) = schema else {
                continue;
            };
            for field in fields {
                assert!(field.doc.is_some(), "`{name}.{}` has no `doc`", field.name);
            }
        }
    }

    #[test]
    fn every_file_of_the_library_is_embedded() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lib");
        let mut on_disk = BTreeSet::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&root).unwrap().display().to_string();
                    on_disk.insert(format!("stackc/{name}"));
                }
            }
        }
        let embedded = LIBRARY.files.iter().map(|(name, _)| (*name).to_owned());
        assert_eq!(embedded.collect::<BTreeSet<_>>(), on_disk);
    }
}
