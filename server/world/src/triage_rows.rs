//! A paused triage rule, what it once did, and what assignment knows of the owner.

use super::*;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::*;

impl Builder<'_> {
    pub(super) async fn triage(
        &mut self,
        owner: &User,
        ticket: TicketId,
    ) -> QueryResult<TriageRuleId> {
        let rule = TriageRuleId::new();
        let conditions = serde_json::json!([
            {"field": "subject", "operator": "contains", "value": self.voice.say("vpn")}
        ]);
        let actions = serde_json::json!([
            {"kind": "add_note", "value": "", "text": self.voice.say("Ask for the gateway's log.")}
        ]);
        diesel::insert_into(triage_rules::table)
            .values((
                triage_rules::tenant_id.eq(self.tenant),
                triage_rules::id.eq(rule),
                triage_rules::name.eq(self.voice.say("VPN first aid")),
                triage_rules::position.eq(1u32),
                triage_rules::trigger_event.eq("ticket_created"),
                triage_rules::looked_until.eq(self.now),
                triage_rules::match_kind.eq("all"),
                triage_rules::conditions.eq(conditions.to_string()),
                triage_rules::actions.eq(actions.to_string()),
                triage_rules::owner_id.eq(owner.id),
                triage_rules::paused_at.eq(self.now),
                triage_rules::fired_count.eq(1u64),
                triage_rules::last_fired_at.eq(self.now),
                triage_rules::created_at.eq(self.now),
                triage_rules::updated_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        diesel::insert_into(triage_firings::table)
            .values((
                triage_firings::tenant_id.eq(self.tenant),
                triage_firings::id.eq(TriageFiringId::new()),
                triage_firings::event_id.eq(TriageEventId::new()),
                triage_firings::rule_id.eq(rule),
                triage_firings::ticket_id.eq(ticket),
                triage_firings::effects.eq(self.voice.say("added a note")),
                triage_firings::created_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        diesel::insert_into(triage_people::table)
            .values((
                triage_people::tenant_id.eq(self.tenant),
                triage_people::user_id.eq(owner.id),
                triage_people::skills.eq(self.voice.say("voip")),
                triage_people::updated_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        Ok(rule)
    }
}
