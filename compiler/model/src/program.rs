//! What containers and services have in common: a name, variables, ports, and that they may be an nginx.

use crate::decode::{Entry, Table};
use crate::leaf::{EnvName, Name, Port};
use crate::{Container, EnvContract, EnvFile, EnvValue, NginxServer, Service, Stack};
use source::{Located, Origin};
use std::sync::Arc;

/// A container or a service, as its application sees itself.
#[derive(Clone, Copy, Debug)]
pub struct Program<'a> {
    /// Its name.
    pub name: &'a Name,
    /// Where it is declared.
    pub key: &'a Origin,
    /// `container` or `service`.
    pub noun: &'static str,
    /// Its variables.
    pub env: &'a Table<EnvName, EnvValue>,
    /// What the application expects of them.
    pub contract: Option<&'a EnvContract>,
    /// The file that holds its variables, which others may share.
    pub env_file: Option<&'a EnvFile>,
    /// The ports it listens on.
    pub listens: &'a Table<Name, Port>,
    /// Set where it is an nginx.
    pub nginx: Option<&'a NginxServer>,
}

impl Stack {
    /// Every container and every service, as it is written.
    pub fn programs(&self) -> impl Iterator<Item = Program<'_>> {
        let containers = self.containers.iter().map(Program::of_container);
        containers.chain(self.services.iter().map(Program::of_service))
    }

    /// The container or service of this name.
    pub fn program(&self, name: &str) -> Option<Program<'_>> {
        let container = self.containers.get_key_value(name);
        let service = || self.services.get_key_value(name).map(Program::of_service);
        container.map(Program::of_container).or_else(service)
    }
}

impl<'a> Program<'a> {
    fn of_container((name, container): (&'a Name, &'a Entry<Arc<Container>>)) -> Self {
        Self {
            name,
            key: &container.key,
            noun: "container",
            env: &container.env,
            contract: container.env_contract.as_ref(),
            env_file: None,
            listens: &container.listens,
            nginx: container.nginx.as_ref().map(|nginx| &nginx.value),
        }
    }

    fn of_service((name, service): (&'a Name, &'a Entry<Arc<Service>>)) -> Self {
        Self {
            name,
            key: &service.key,
            noun: "service",
            env: &service.env,
            contract: service.env_contract.as_ref(),
            env_file: service.env_file.as_ref().map(|file| &file.value),
            listens: &service.listens,
            nginx: service.nginx.as_ref().map(|nginx| &nginx.value),
        }
    }
}

impl Program<'_> {
    /// The secrets that its variables name.
    pub fn secrets(&self) -> impl Iterator<Item = Located<Name>> {
        self.env.values().flat_map(|value| match &value.value {
            EnvValue::Secret(name) | EnvValue::SecretFile(name) => vec![name.clone()],
            EnvValue::SecretTemplate(template) => template
                .secrets()
                .map(|name| Located::new(name.clone(), template.origin.clone()))
                .collect(),
            EnvValue::Text(_) | EnvValue::Number(_) | EnvValue::Bool(_) | EnvValue::List(_) => {
                Vec::new()
            }
        })
    }
}
