//! Identifiers. Rows are named by UUIDv7 made by the application; tenants by a small integer.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The MSP a row belongs to. Never taken from a request body: it comes from the session,
/// the host name or a verified token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Unsigned<diesel::sql_types::Integer>))]
pub struct TenantId(pub u32);

impl std::fmt::Display for TenantId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(feature = "db")]
mod tenant_column {
    use super::TenantId;
    use diesel::deserialize::{self, FromSql};
    use diesel::mysql::{Mysql, MysqlValue};
    use diesel::serialize::{self, Output, ToSql};
    use diesel::sql_types::{Integer, Unsigned};

    impl ToSql<Unsigned<Integer>, Mysql> for TenantId {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Mysql>) -> serialize::Result {
            <u32 as ToSql<Unsigned<Integer>, Mysql>>::to_sql(&self.0, out)
        }
    }

    impl FromSql<Unsigned<Integer>, Mysql> for TenantId {
        fn from_sql(value: MysqlValue<'_>) -> deserialize::Result<Self> {
            <u32 as FromSql<Unsigned<Integer>, Mysql>>::from_sql(value).map(TenantId)
        }
    }
}

/// Declares the newtype of one table's ids (`BINARY(16)`, on the wire a hyphenated UUID).
macro_rules! row_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "db", derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow))]
        #[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Binary))]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id; later ones sort after earlier ones.
            #[cfg(feature = "db")]
            #[allow(clippy::new_without_default)]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }

            /// Reads the hyphenated form; `None` for anything else.
            pub fn parse(text: &str) -> Option<Self> {
                Uuid::try_parse(text).ok().map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        #[cfg(feature = "db")]
        impl diesel::serialize::ToSql<diesel::sql_types::Binary, diesel::mysql::Mysql> for $name {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::mysql::Mysql>,
            ) -> diesel::serialize::Result {
                use std::io::Write;
                out.write_all(self.0.as_bytes())?;
                Ok(diesel::serialize::IsNull::No)
            }
        }

        #[cfg(feature = "db")]
        impl diesel::deserialize::FromSql<diesel::sql_types::Binary, diesel::mysql::Mysql> for $name {
            fn from_sql(value: diesel::mysql::MysqlValue<'_>) -> diesel::deserialize::Result<Self> {
                Ok(Self(Uuid::from_slice(value.as_bytes())?))
            }
        }
    };
}

row_id!(UserId);
row_id!(RoleId);
row_id!(SessionId);
row_id!(TokenId);
row_id!(ClientId);
row_id!(ClientDomainId);
row_id!(ClientFileId);
row_id!(ClientNoteId);
row_id!(LocationId);
row_id!(ContactId);
row_id!(CustomFieldId);
row_id!(BoardId);
row_id!(BulkRunId);
row_id!(CannedReplyId);
row_id!(MacroId);
row_id!(MailboxId);
row_id!(MailboxKeyId);
row_id!(StatusId);
row_id!(TagId);
row_id!(TicketId);
row_id!(TicketViewId);
row_id!(PostId);
row_id!(AttachmentId);
row_id!(FileId);
row_id!(ImportId);
row_id!(InboundMessageId);
row_id!(OutboundMessageId);
row_id!(UndeliverableId);
row_id!(JobId);
row_id!(AuditEntryId);
row_id!(NotificationId);
row_id!(PushDeviceId);
row_id!(ChecklistItemId);
row_id!(TicketTemplateId);
row_id!(RecurringTicketId);
row_id!(RecurringRunId);
row_id!(TriageRuleId);
row_id!(TriageFiringId);
row_id!(
    /// Something that happened to a ticket, as triage rules see it.
    TriageEventId
);
row_id!(
    /// The fencing token of a job's lease.
    LeaseToken
);
