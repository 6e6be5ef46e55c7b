//! The names of which the demo's world is made. Domains end in `.example`, telephone numbers are
//! from the ranges reserved for fiction.

use super::random::Random;

/// A client written by hand: name, mail domain, city, VIP note.
pub(super) struct NamedClient {
    pub name: &'static str,
    pub domain: &'static str,
    pub city: &'static str,
    pub vip_note: &'static str,
}

const fn client(
    name: &'static str,
    domain: &'static str,
    city: &'static str,
    vip_note: &'static str,
) -> NamedClient {
    NamedClient {
        name,
        domain,
        city,
        vip_note,
    }
}

/// The demo clients of Northwind Managed IT. The first one's first contact is Dana Whitfield,
/// as whom `bin/send-mail` writes.
pub(super) const NORTHWIND: [NamedClient; 12] = [
    client(
        "Harborview Dental",
        "harborview-dental.example",
        "Portland",
        "Practice opens at 7:00. No restarts before noon.",
    ),
    client(
        "Alder & Pine Architects",
        "alderpine.example",
        "Portland",
        "",
    ),
    client(
        "Cascade Freight Lines",
        "cascadefreight.example",
        "Tacoma",
        "Dispatch runs around the clock: call the duty phone.",
    ),
    client(
        "Riverside Family Law",
        "riversidefamilylaw.example",
        "Salem",
        "Confidential: never leave file names in voicemail.",
    ),
    client("Summit Peak Outfitters", "summitpeak.example", "Bend", ""),
    client(
        "Willamette Credit Union",
        "willamettecu.example",
        "Eugene",
        "Changes need a ticket number from their change board.",
    ),
    client(
        "Bluebird Bakery Group",
        "bluebirdbakery.example",
        "Portland",
        "",
    ),
    client(
        "Columbia Veterinary Clinic",
        "columbiavet.example",
        "Vancouver",
        "",
    ),
    client(
        "Evergreen Property Management",
        "evergreenpm.example",
        "Seattle",
        "",
    ),
    client(
        "Northgate Community School",
        "northgateschool.example",
        "Seattle",
        "No changes during exam weeks.",
    ),
    client(
        "Tillamook Marine Supply",
        "tillamookmarine.example",
        "Astoria",
        "",
    ),
    client("Oakline Furniture Works", "oakline.example", "Gresham", ""),
];

/// The demo clients of Acme IT Services.
pub(super) const ACME: [NamedClient; 12] = [
    client(
        "Brookfield Medical Group",
        "brookfieldmedical.example",
        "Boston",
        "HIPAA: no patient data in tickets.",
    ),
    client(
        "Halden Precision Tools",
        "haldentools.example",
        "Worcester",
        "",
    ),
    client(
        "Lantern Street Books",
        "lanternstreet.example",
        "Cambridge",
        "",
    ),
    client(
        "Merrick & Sons Construction",
        "merrickandsons.example",
        "Providence",
        "Site offices move every few months: ask for the address.",
    ),
    client("Old Colony Insurance", "oldcolonyins.example", "Quincy", ""),
    client(
        "Pemberton Hotels",
        "pembertonhotels.example",
        "Boston",
        "Night manager answers until 6:00.",
    ),
    client("Quarry Hill Winery", "quarryhill.example", "Newport", ""),
    client(
        "Seaport Logistics",
        "seaportlogistics.example",
        "Boston",
        "",
    ),
    client(
        "Sterling Accounting Partners",
        "sterlingap.example",
        "Hartford",
        "Tax season: everything they report is urgent.",
    ),
    client("The Copper Kettle", "copperkettle.example", "Salem", ""),
    client(
        "Union Square Yoga",
        "unionsquareyoga.example",
        "Somerville",
        "",
    ),
    client("Wexford Engineering", "wexfordeng.example", "Lowell", ""),
];

const COMPANY_FIRST: [&str; 48] = [
    "Alpine",
    "Amber",
    "Arrow",
    "Aspen",
    "Atlas",
    "Beacon",
    "Birch",
    "Blue Ridge",
    "Bright",
    "Canyon",
    "Cedar",
    "Clearwater",
    "Cobalt",
    "Compass",
    "Coral",
    "Crescent",
    "Delta",
    "Eagle",
    "Eastgate",
    "Ember",
    "Falcon",
    "Fairview",
    "Garnet",
    "Golden",
    "Granite",
    "Harbor",
    "Hawthorn",
    "Heritage",
    "Highland",
    "Iron Bridge",
    "Juniper",
    "Keystone",
    "Lakeside",
    "Liberty",
    "Magnolia",
    "Maple",
    "Meridian",
    "Northstar",
    "Orchard",
    "Pacific",
    "Pioneer",
    "Redwood",
    "Silver",
    "Stonegate",
    "Sunrise",
    "Timber",
    "Vanguard",
    "Westfield",
];

const COMPANY_SECOND: [&str; 32] = [
    "Dental",
    "Law",
    "Freight",
    "Accounting",
    "Architects",
    "Bakery",
    "Builders",
    "Clinic",
    "Credit Union",
    "Design",
    "Electric",
    "Engineering",
    "Farms",
    "Fitness",
    "Foods",
    "Furniture",
    "Garage",
    "Gardens",
    "Hotels",
    "Insurance",
    "Interiors",
    "Logistics",
    "Manufacturing",
    "Media",
    "Pharmacy",
    "Plumbing",
    "Press",
    "Realty",
    "School",
    "Supply",
    "Textiles",
    "Travel",
];

const COMPANY_FORM: [&str; 8] = [
    "",
    " Group",
    " Partners",
    " & Co",
    " LLC",
    " Inc",
    " Services",
    " Works",
];

pub(super) const CITIES: [&str; 16] = [
    "Portland", "Seattle", "Boston", "Denver", "Austin", "Chicago", "Atlanta", "Columbus",
    "Madison", "Tucson", "Raleigh", "Omaha", "Tampa", "Boise", "Albany", "Fresno",
];

pub(super) const STREETS: [&str; 16] = [
    "Main Street",
    "Oak Avenue",
    "Mill Road",
    "Station Road",
    "Park Lane",
    "Church Street",
    "Harbor Drive",
    "Elm Street",
    "Market Street",
    "Industrial Way",
    "Lake Road",
    "High Street",
    "River Road",
    "Hill Street",
    "Commerce Drive",
    "Airport Boulevard",
];

pub(super) const FIRST: [&str; 64] = [
    "Aisha",
    "Alejandro",
    "Amelia",
    "Andre",
    "Anna",
    "Benjamin",
    "Bianca",
    "Carlos",
    "Chloe",
    "Claire",
    "Dana",
    "Daniel",
    "Deepa",
    "Diego",
    "Elena",
    "Eli",
    "Emma",
    "Ethan",
    "Fatima",
    "Felix",
    "Grace",
    "Hannah",
    "Hiroshi",
    "Ian",
    "Ines",
    "Isaac",
    "Jada",
    "James",
    "Jasmine",
    "Joel",
    "Jonas",
    "Julia",
    "Karim",
    "Katie",
    "Kwame",
    "Laura",
    "Leah",
    "Liam",
    "Lucia",
    "Marcus",
    "Maria",
    "Maya",
    "Mei",
    "Miguel",
    "Naomi",
    "Nathan",
    "Nina",
    "Noah",
    "Olivia",
    "Omar",
    "Patrick",
    "Priya",
    "Rachel",
    "Rafael",
    "Rosa",
    "Samuel",
    "Sarah",
    "Sofia",
    "Theo",
    "Tomas",
    "Uma",
    "Victor",
    "Yuki",
    "Zoë",
];

pub(super) const LAST: [&str; 64] = [
    "Abbott",
    "Adeyemi",
    "Alvarez",
    "Andersson",
    "Bauer",
    "Becker",
    "Bennett",
    "Bianchi",
    "Brooks",
    "Castillo",
    "Chen",
    "Clarke",
    "Cohen",
    "Costa",
    "Diaz",
    "Dubois",
    "Edwards",
    "Evans",
    "Fischer",
    "Flores",
    "Foster",
    "Garcia",
    "Gupta",
    "Hansen",
    "Harris",
    "Hayes",
    "Hughes",
    "Ibrahim",
    "Jensen",
    "Johnson",
    "Kaya",
    "Keller",
    "Kim",
    "Kowalski",
    "Larsen",
    "Lopez",
    "Martin",
    "Mensah",
    "Meyer",
    "Mitchell",
    "Moreau",
    "Murphy",
    "Nakamura",
    "Nguyen",
    "Novak",
    "O'Brien",
    "Okafor",
    "Olsen",
    "Patel",
    "Perez",
    "Petrov",
    "Reyes",
    "Rossi",
    "Russo",
    "Santos",
    "Schmidt",
    "Silva",
    "Singh",
    "Tanaka",
    "Taylor",
    "Walsh",
    "Weber",
    "Whitfield",
    "Young",
];

pub(super) const TITLES: [&str; 16] = [
    "Office manager",
    "Owner",
    "Accountant",
    "Receptionist",
    "Operations manager",
    "Sales representative",
    "Paralegal",
    "Designer",
    "Site supervisor",
    "Controller",
    "HR manager",
    "Warehouse lead",
    "Buyer",
    "Project manager",
    "Practice manager",
    "Assistant",
];

/// A company's name and the mail domain that belongs to it; different for each `n` below 1.5 million.
pub(super) fn company(n: usize) -> (String, String) {
    let first = COMPANY_FIRST[n % COMPANY_FIRST.len()];
    let second = COMPANY_SECOND[n / COMPANY_FIRST.len() % COMPANY_SECOND.len()];
    let form = COMPANY_FORM[n / (COMPANY_FIRST.len() * COMPANY_SECOND.len()) % COMPANY_FORM.len()];
    let name = format!("{first} {second}{form}");
    let slug: String = name
        .to_lowercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    (name, format!("{slug}.example"))
}

/// First and last name.
pub(super) fn person(random: &mut Random) -> (&'static str, &'static str) {
    (random.pick(&FIRST), random.pick(&LAST))
}

/// `dana.whitfield@domain`, with a number from the second person of that name on.
pub(super) fn address(first: &str, last: &str, domain: &str, namesake: usize) -> String {
    let plain = |text: &str| -> String {
        let lower = text.to_lowercase().replace('ë', "e");
        lower.chars().filter(char::is_ascii_alphanumeric).collect()
    };
    let number = if namesake == 0 {
        String::new()
    } else {
        (namesake + 1).to_string()
    };
    format!("{}.{}{number}@{domain}", plain(first), plain(last))
}

/// A telephone number of the range reserved for fiction.
pub(super) fn phone(random: &mut Random) -> String {
    format!(
        "+1 {} 555 01{:02}",
        random.between(201, 989),
        random.below(100)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn companies_are_all_different() {
        let names: HashSet<_> = (0..12_000).map(|n| company(n).1).collect();
        assert_eq!(names.len(), 12_000);
    }

    #[test]
    fn addresses_are_plain() {
        assert_eq!(
            address("Zoë", "O'Brien", "a.example", 0),
            "zoe.obrien@a.example"
        );
        assert_eq!(
            address("Dana", "Kim", "a.example", 1),
            "dana.kim2@a.example"
        );
    }
}
