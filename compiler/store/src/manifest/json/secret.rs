//! Secrets and their deliveries as JSON.

use super::names::{JsonScope, JsonUnitRef};
use super::value;
use crate::manifest::{Constraint, Delivery, ManifestError, SecretNeed, Via};
use serde::{Deserialize, Serialize};
use tree::{Owner, UnitRef};

#[derive(Serialize, Deserialize)]
pub(super) struct JsonSecret {
    pub(super) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    constraint: JsonConstraint,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    template: Option<String>,
    deliveries: Vec<JsonDelivery>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct JsonConstraint {
    min_length: u32,
    forbidden: Vec<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct JsonDelivery {
    via: JsonVia,
    consumers: Vec<JsonUnitRef>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum JsonVia {
    PodmanVariable {
        scope: JsonScope,
        secret: String,
        variable: String,
    },
    PodmanFile {
        scope: JsonScope,
        secret: String,
        path: String,
        uid: u32,
        gid: u32,
        mode: String,
    },
    Credential {
        scope: JsonScope,
        name: String,
        path: String,
    },
    HostFile {
        path: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        variable: Option<String>,
        user: String,
        group: String,
        mode: String,
    },
}

impl From<(&String, &SecretNeed)> for JsonSecret {
    fn from((name, need): (&String, &SecretNeed)) -> Self {
        let SecretNeed {
            description,
            constraint:
                Constraint {
                    min_length,
                    forbidden,
                },
            template,
            deliveries,
        } = need;
        Self {
            name: name.clone(),
            description: description.clone(),
            constraint: JsonConstraint {
                min_length: *min_length,
                forbidden: forbidden.clone(),
            },
            template: template.clone(),
            deliveries: deliveries.iter().map(JsonDelivery::from).collect(),
        }
    }
}

impl TryFrom<JsonSecret> for SecretNeed {
    type Error = ManifestError;

    fn try_from(json: JsonSecret) -> Result<Self, ManifestError> {
        let JsonSecret {
            name,
            description,
            constraint:
                JsonConstraint {
                    min_length,
                    forbidden,
                },
            template,
            deliveries,
        } = json;
        let deliveries = deliveries.into_iter().map(|delivery| {
            Ok(Delivery {
                via: delivery.via.into_via(&name)?,
                consumers: delivery.consumers.into_iter().map(UnitRef::from).collect(),
            })
        });
        Ok(Self {
            description,
            constraint: Constraint {
                min_length,
                forbidden,
            },
            template,
            deliveries: deliveries.collect::<Result<_, ManifestError>>()?,
        })
    }
}

impl From<&Delivery> for JsonDelivery {
    fn from(delivery: &Delivery) -> Self {
        let Delivery { via, consumers } = delivery;
        Self {
            via: via.into(),
            consumers: consumers.iter().map(JsonUnitRef::from).collect(),
        }
    }
}

impl From<&Via> for JsonVia {
    fn from(via: &Via) -> Self {
        match via.clone() {
            Via::PodmanVariable {
                scope,
                secret,
                variable,
            } => Self::PodmanVariable {
                scope: (&scope).into(),
                secret,
                variable,
            },
            Via::PodmanFile {
                scope,
                secret,
                path,
                uid,
                gid,
                mode,
            } => Self::PodmanFile {
                scope: (&scope).into(),
                secret,
                path,
                uid,
                gid,
                mode: mode.to_string(),
            },
            Via::Credential { scope, name, path } => Self::Credential {
                scope: (&scope).into(),
                name,
                path,
            },
            Via::HostFile {
                path,
                variable,
                owner: Owner { user, group },
                mode,
            } => Self::HostFile {
                path,
                variable,
                user: user.to_string(),
                group: group.to_string(),
                mode: mode.to_string(),
            },
        }
    }
}

impl JsonVia {
    fn into_via(self, secret_name: &str) -> Result<Via, ManifestError> {
        Ok(match self {
            Self::PodmanVariable {
                scope,
                secret,
                variable,
            } => Via::PodmanVariable {
                scope: scope.into(),
                secret,
                variable,
            },
            Self::PodmanFile {
                scope,
                secret,
                path,
                uid,
                gid,
                mode,
            } => Via::PodmanFile {
                scope: scope.into(),
                secret,
                path,
                uid,
                gid,
                mode: mode.parse().map_err(value(secret_name))?,
            },
            Self::Credential { scope, name, path } => Via::Credential {
                scope: scope.into(),
                name,
                path,
            },
            Self::HostFile {
                path,
                variable,
                user,
                group,
                mode,
            } => Via::HostFile {
                path,
                variable,
                owner: Owner::parse(&user, &group).map_err(value(secret_name))?,
                mode: mode.parse().map_err(value(secret_name))?,
            },
        })
    }
}
