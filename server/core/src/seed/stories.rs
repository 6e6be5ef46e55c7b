//! What clients write and what technicians answer. `{name}` and the like are filled in.

use app_types::tickets::{Priority, TicketType};

/// One kind of trouble.
pub(super) struct Story {
    pub subject: &'static str,
    pub priority: Priority,
    pub kind: TicketType,
    /// What the contact writes first.
    pub opening: &'static str,
    /// What the technician notes for colleagues.
    pub note: &'static str,
    /// What the technician answers.
    pub answer: &'static str,
    /// What the contact says to it.
    pub feedback: &'static str,
    /// How the technician closes it.
    pub ending: &'static str,
}

macro_rules! story {
    ($priority:ident $kind:ident $subject:literal, $opening:literal, $note:literal, $answer:literal, $feedback:literal, $ending:literal) => {
        Story {
            subject: $subject,
            priority: Priority::$priority,
            kind: TicketType::$kind,
            opening: $opening,
            note: $note,
            answer: $answer,
            feedback: $feedback,
            ending: $ending,
        }
    };
}

pub(super) const STORIES: [Story; 26] = [
    story!(High Incident "Cannot print to the {device}", "Hi,\n\nsince this morning nobody can print to the {device} on the {floor}. The queue just says \"error\". Could you have a look?\n\nThanks\n{contact}", "Spooler on the print server hung, driver crash in the event log (0x0000007e). Known since the last cumulative update.", "Hello {contact},\n\nI restarted the print spooler and cleared the stuck jobs. Could you send a test page, please?\n\n{tech}", "Works again, thank you! One job came out twice, no problem.", "Glad to hear it. I have also rolled the driver back so that it does not come back.\n\n{tech}"),
    story!(Critical Incident "Internet down at the {site} office", "The whole {site} office is offline. Phones too. Please call my mobile!\n\n{contact}", "ISP confirms a fibre cut near the exchange, ETA 3 h. Ref. no. in our carrier list.", "Hello {contact},\n\nyour provider has a cable fault in the area. I have switched you to the LTE backup: slower, but mail and phones should work now.\n\n{tech}", "Phones are back, thanks for the quick help.", "The line is back since an hour ago and the firewall has returned to it. I will keep an eye on it.\n\n{tech}"),
    story!(Medium Request "New laptop for {person}", "Hello,\n\n{person} starts with us on the first. We need a laptop with docking station, mailbox, and access to the shared drives, same as the rest of the team.\n\nBest\n{contact}", "Standard build: 14\" / 32 GB. Two left in stock, reserve one. Licence: one seat free.", "Hello {contact},\n\nthe laptop is ordered and will be ready two days before. Which groups does {person} belong to: sales only, or projects too?\n\n{tech}", "Both, please. And the calendar of the meeting rooms.", "Everything is ready; the first sign-in is described on the sheet in the box. Welcome aboard to {person}!\n\n{tech}"),
    story!(Medium Incident "Outlook keeps asking for a password", "Outlook asks for my password every few minutes, although I enter the right one. Webmail works.\n\n{contact}", "Token cache again. Conditional access shows sign-in from old Office build.", "Hello {contact},\n\nplease close Outlook. I will clear the stored sign-in on your PC remotely; it takes five minutes. Is now a good time?\n\n{tech}", "Yes, go ahead.", "Done: signed in anew, no more prompts for an hour. Please tell us if it comes back.\n\n{tech}"),
    story!(High Incident "Suspicious mail asking for gift cards", "Our controller received a mail in my name asking for gift cards. It was not me! Did we get hacked?\n\n{contact}", "Header: look-alike domain registered yesterday, SPF pass for that domain. No sign-in from abroad. Impersonation, not compromise.", "Hello {contact},\n\nyour mailbox is fine: the mail came from a look-alike domain. I have blocked the sender for everyone and removed the message from all mailboxes.\n\n{tech}", "Phew. Nobody bought anything. Can we train people on this?", "Yes: I have put you down for the next awareness session and switched on the warning banner for outside senders.\n\n{tech}"),
    story!(Low Request "Please add {person} to the distribution list", "Could you add {person} to the all-staff list, please?\n\n{contact}", "Owner of the list is {contact}, so no approval needed.", "Hello {contact},\n\ndone. It can take up to half an hour until it works everywhere.\n\n{tech}", "Thanks!", "Closing this; just reply if anything is missing.\n\n{tech}"),
    story!(Medium Incident "VPN disconnects every ten minutes", "Working from home is a pain today: the VPN drops about every ten minutes. My internet is fine otherwise.\n\n{contact}", "Client is two versions behind; MTU 1500 behind a DS-Lite line. Seen before.", "Hello {contact},\n\nyour VPN client is outdated. I have sent the new version to your laptop; please restart it once.\n\n{tech}", "Better, but it still dropped twice.", "I have lowered the packet size for your line, and it has been stable for a day now according to the log.\n\n{tech}"),
    story!(High Incident "Server {host} is out of disk space", "Monitoring: volume D: on {host} is 97 % full.", "SQL backups older than 14 days were not pruned since the job's account expired.", "Hello {contact},\n\nwe noticed that {host} is nearly full and removed old backups; everything keeps running. No action is needed on your side.\n\n{tech}", "Good to know, thank you.", "The clean-up job runs again and we have ordered a larger disk for the next maintenance window.\n\n{tech}"),
    story!(Medium Request "Restore a deleted folder", "I deleted the folder \"{folder}\" by accident. Can you get it back? It was there on Friday.\n\n{contact}", "Shadow copy of Friday 18:00 has it, 4.2 GB.", "Hello {contact},\n\nfound it in Friday's backup. Shall I restore it to the old place or next to it?\n\n{tech}", "Old place, please!", "Restored, 1,204 files. Please check that nothing is missing.\n\n{tech}"),
    story!(Low Request "Question about {app} licences", "How many {app} licences do we have, and how many are in use? We might need two more.\n\n{contact}", "18 of 20 assigned, two of those to people who left.", "Hello {contact},\n\nyou have 20 and use 18. Two belong to people who have left, so you need none: shall I free them?\n\n{tech}", "Yes, please free them.", "Done, four are free now. The next renewal is in March.\n\n{tech}"),
    story!(Medium Incident "{app} is very slow since the update", "Since yesterday's update {app} takes a minute to open anything. Three colleagues have the same problem.\n\n{contact}", "Vendor acknowledges a regression in this release, hotfix announced.", "Hello {contact},\n\nthe vendor knows about it and has announced a fix. Until then, switching off the preview pane helps. I have done that for the four of you.\n\n{tech}", "Yes, that makes it bearable.", "The fix is installed. The preview is on again.\n\n{tech}"),
    story!(Medium Incident "Cannot open shared drive {folder}", "I get \"access denied\" on {folder}. Yesterday it worked.\n\n{contact}", "Group membership was removed by the HR import (department empty).", "Hello {contact},\n\nyour department was missing in the personnel data, so you fell out of the group. I have added you again; please sign out and in once.\n\n{tech}", "Works.", "HR has corrected the record, so it will stay.\n\n{tech}"),
    story!(Low Task "Quarterly review with {contact}", "Prepare the quarterly review: tickets by category, patch state, backup tests, open risks.", "Numbers are in the report folder. Talking points: old firewall, two PCs without encryption.", "Hello {contact},\n\nhere is the agenda for our review. Would Thursday at 10 suit you?\n\n{tech}", "Thursday is fine.", "Thank you for your time. The minutes are attached to the documentation.\n\n{tech}"),
    story!(High Incident "Phone system: calls drop after a minute", "Outgoing calls end after about one minute. Customers are annoyed.\n\n{contact}", "SIP session timer, the firewall's ALG was switched on by the firmware update.", "Hello {contact},\n\nthe firewall's update interferes with the calls. I will change the setting at once; calls in progress may be cut once.\n\n{tech}", "We have made ten calls, all fine.", "Good. I have added the check to our list for firmware updates.\n\n{tech}"),
    story!(Medium Request "Firewall rule for {app}", "Our vendor needs port 8443 to {host} for {app} from their fixed address. Can you open it?\n\n{contact}", "Ask for source address and end date; put it behind the VPN if they can.", "Hello {contact},\n\nwe can. Please send me the vendor's address and how long they need it; we open such things only for a time.\n\n{tech}", "They need it until the end of the month.", "The rule is active and ends by itself on the last of the month.\n\n{tech}"),
    story!(Medium Incident "Wi-Fi weak in the meeting room", "In the meeting room on the {floor} video calls freeze all the time. At the desk everything is fine.\n\n{contact}", "AP-03 on channel 1 next to AP-04 on channel 1, 2.4 GHz only for half the clients.", "Hello {contact},\n\ntwo access points disturb each other there. I have moved one to another channel. Could you try a call, please?\n\n{tech}", "Better, but not great at the window.", "We will bring a second access point for the room on our next visit.\n\n{tech}"),
    story!(Low Request "Change of name after marriage", "{person} has married. Please change the display name; the old address should keep working.\n\n{contact}", "Keep the alias, rename UPN after hours.", "Hello {contact},\n\nI will do it tonight so that nobody is interrupted. The old address stays as an alias.\n\n{tech}", "Perfect.", "Done. Please sign in with the new address from now on.\n\n{tech}"),
    story!(High Incident "Backup failed on {host}", "Backup job \"nightly\" on {host} failed: VSS writer timed out.", "Third failure this month, always while the antivirus scan runs. Move scan to 05:00.", "Hello {contact},\n\nlast night's backup did not finish. I ran it by hand and it is complete now.\n\n{tech}", "Thanks for telling us.", "The virus scan was in the way and runs later now. Five good nights in a row.\n\n{tech}"),
    story!(Medium Incident "Screen stays black at the docking station", "When I dock, both screens stay black until I unplug twice.\n\n{contact}", "Dock firmware 1.0.4, current is 1.2.1.", "Hello {contact},\n\nyour docking station needs an update. It takes 15 minutes, during which you must not unplug it. When would it suit you?\n\n{tech}", "Over lunch, 12:30.", "Updated over lunch; both screens came up at once.\n\n{tech}"),
    story!(Medium Change "Move {host} to the new hypervisor", "As discussed: please move {host} to the new machine on a weekend.\n\n{contact}", "Needs 40 minutes downtime, snapshot before, rollback is the old VM.", "Hello {contact},\n\nI propose Saturday at 20:00, about 40 minutes without service. Is that all right with you?\n\n{tech}", "Saturday works.", "Moved without trouble, it took 25 minutes. The old copy stays for two weeks.\n\n{tech}"),
    story!(Low Incident "Mouse and keyboard lag", "My wireless mouse lags and skips. New batteries did not help.\n\n{contact}", "Receiver behind the metal case. Front port.", "Hello {contact},\n\nplease plug the little receiver into a port at the front: behind the case the signal is weak.\n\n{tech}", "That was it, thanks!", "Great. Closing.\n\n{tech}"),
    story!(Critical Incident "Ransom note on a PC", "A PC in accounting shows a page that asks for bitcoin!! I pulled the network plug.\n\n{contact}", "Browser lock page, no encryption; EDR shows nothing executed. Image taken.", "Hello {contact},\n\nyou did exactly the right thing. I have looked at the PC: it is a fake page in the browser, nothing was encrypted.\n\n{tech}", "What a relief.", "The PC is scanned and back on the network. The page is blocked for everyone.\n\n{tech}"),
    story!(Medium Request "Leaver: {person}", "{person} leaves on Friday. Please close the account at 17:00, forward mail to me for 90 days, and tell us how to return the laptop.\n\n{contact}", "Checklist leaver. Legal hold? Ask.", "Hello {contact},\n\nit is scheduled for Friday at 17:00. Does anything have to be kept for legal reasons?\n\n{tech}", "No, the usual 90 days.", "Account closed, mail forwarded, licence freed. A return box for the laptop is on its way.\n\n{tech}"),
    story!(High Problem "Scanner to mail rejected since Monday", "Scans no longer arrive by mail. The scanner says \"authentication failed\".\n\n{contact}", "Provider switched off basic authentication. All devices of this model affected: link tickets.", "Hello {contact},\n\nthe mail service no longer accepts the scanner's old sign-in. I have set up a relay for your scanners.\n\n{tech}", "Scans arrive again.", "All four devices use the relay now.\n\n{tech}"),
    story!(Low Request "How do I share a calendar?", "I would like to share my calendar with {person} so that they can add appointments. How does that work?\n\n{contact}", "Send the how-to.", "Hello {contact},\n\nright-click your calendar, choose Sharing, add {person} and pick \"can edit\". Here is our guide with pictures.\n\n{tech}", "Found it, thanks.", "You are welcome!\n\n{tech}"),
    story!(Medium Incident "Certificate warning on {host}", "Since today the browser warns about {host}: \"your connection is not private\".\n\n{contact}", "Certificate ran out at midnight; renewal failed because port 80 was closed.", "Hello {contact},\n\nthe certificate had expired. I have renewed it; please reload the page.\n\n{tech}", "No warning any more.", "The renewal is automatic again and we get a warning 30 days before.\n\n{tech}"),
];

pub(super) const DEVICES: [&str; 8] = [
    "HP LaserJet in reception",
    "Canon copier",
    "Brother label printer",
    "Kyocera in accounting",
    "plotter",
    "Epson colour printer",
    "Xerox WorkCentre",
    "receipt printer",
];
pub(super) const FLOORS: [&str; 5] = [
    "ground floor",
    "first floor",
    "second floor",
    "third floor",
    "top floor",
];
pub(super) const APPS: [&str; 10] = [
    "QuickBooks",
    "AutoCAD",
    "Adobe Acrobat",
    "Microsoft 365",
    "Sage 50",
    "Dentrix",
    "Clio",
    "SolidWorks",
    "Salesforce",
    "Teams",
];
pub(super) const FOLDERS: [&str; 8] = [
    "Projects 2026",
    "Accounting",
    "HR",
    "Marketing photos",
    "Tenders",
    "Scans",
    "Management",
    "Templates",
];
pub(super) const SITES: [&str; 6] = [
    "main",
    "downtown",
    "warehouse",
    "north",
    "airport",
    "branch",
];
pub(super) const HOSTS: [&str; 8] = [
    "SRV-DC01",
    "SRV-FILE01",
    "SRV-SQL01",
    "SRV-APP02",
    "SRV-TS01",
    "SRV-BACKUP",
    "NAS-01",
    "SRV-WEB01",
];
