#include "tools/sample/words.hpp"

namespace riskflow::sample {

static constexpr std::array given{
    Name{"Aïcha", "aicha"},     Name{"Akira", "akira"},     Name{"Amara", "amara"},
    Name{"Anders", "anders"},   Name{"Anjali", "anjali"},   Name{"Ayşe", "ayse"},
    Name{"Beatriz", "beatriz"}, Name{"Bohdan", "bohdan"},   Name{"Camille", "camille"},
    Name{"Chidi", "chidi"},     Name{"Dagny", "dagny"},     Name{"Deniz", "deniz"},
    Name{"Duc", "duc"},         Name{"Elif", "elif"},       Name{"Emeka", "emeka"},
    Name{"Eun-ji", "eunji"},    Name{"Farah", "farah"},     Name{"Fionn", "fionn"},
    Name{"Gül", "gul"},         Name{"Hana", "hana"},       Name{"Hiroshi", "hiroshi"},
    Name{"Ines", "ines"},       Name{"Ivan", "ivan"},       Name{"Jens", "jens"},
    Name{"José", "jose"},       Name{"Jun", "jun"},         Name{"Kaveh", "kaveh"},
    Name{"Keiko", "keiko"},     Name{"Kofi", "kofi"},       Name{"Lakshmi", "lakshmi"},
    Name{"Leilani", "leilani"}, Name{"Linh", "linh"},       Name{"Łucja", "lucja"},
    Name{"Malika", "malika"},   Name{"Marek", "marek"},     Name{"Mateo", "mateo"},
    Name{"Mei", "mei"},         Name{"Mira", "mira"},       Name{"Nadia", "nadia"},
    Name{"Niamh", "niamh"},     Name{"Nikolaos", "nikos"},  Name{"Noor", "noor"},
    Name{"Oksana", "oksana"},   Name{"Oto", "oto"},         Name{"Pita", "pita"},
    Name{"Priya", "priya"},     Name{"Rafael", "rafael"},   Name{"Rania", "rania"},
    Name{"Ravi", "ravi"},       Name{"Saanvi", "saanvi"},   Name{"Samir", "samir"},
    Name{"Sinéad", "sinead"},   Name{"Sofia", "sofia"},     Name{"Søren", "soren"},
    Name{"Tariq", "tariq"},     Name{"Thandiwe", "thandi"}, Name{"Tomás", "tomas"},
    Name{"Wanjiru", "wanjiru"}, Name{"Yara", "yara"},       Name{"Zoltán", "zoltan"},
};

static constexpr std::array family{
    Name{"Abara", "abara"},
    Name{"Adeyemi", "adeyemi"},
    Name{"Åkesson", "akesson"},
    Name{"Almeida", "almeida"},
    Name{"Asante", "asante"},
    Name{"Bakker", "bakker"},
    Name{"Barzani", "barzani"},
    Name{"Begum", "begum"},
    Name{"Benali", "benali"},
    Name{"Brandt", "brandt"},
    Name{"Castellano", "castellano"},
    Name{"Chaudhry", "chaudhry"},
    Name{"Chukwu", "chukwu"},
    Name{"Dvořák", "dvorak"},
    Name{"Eriksen", "eriksen"},
    Name{"Farouk", "farouk"},
    Name{"Ferrante", "ferrante"},
    Name{"Fujita", "fujita"},
    Name{"Gallagher", "gallagher"},
    Name{"García", "garcia"},
    Name{"Giannakis", "giannakis"},
    Name{"Haddad", "haddad"},
    Name{"Halvorsen", "halvorsen"},
    Name{"Hoang", "hoang"},
    Name{"Horvat", "horvat"},
    Name{"Ibarra", "ibarra"},
    Name{"Ivanova", "ivanova"},
    Name{"Iyer", "iyer"},
    Name{"Jansen", "jansen"},
    Name{"Kahale", "kahale"},
    Name{"Kamau", "kamau"},
    Name{"Kapoor", "kapoor"},
    Name{"Kaya", "kaya"},
    Name{"Kim", "kim"},
    Name{"Koval", "koval"},
    Name{"Kowalczyk", "kowalczyk"},
    Name{"Lindqvist", "lindqvist"},
    Name{"Mbeki-Ross", "mbeki"},
    Name{"Mendes", "mendes"},
    Name{"Moreau", "moreau"},
    Name{"Müller", "mueller"},
    Name{"Nakamura", "nakamura"},
    Name{"Ndlovu", "ndlovu"},
    Name{"Nguyen", "nguyen"},
    Name{"Novak", "novak"},
    Name{"Okafor", "okafor"},
    Name{"Oliveira", "oliveira"},
    Name{"Owusu", "owusu"},
    Name{"Park", "park"},
    Name{"Petrov", "petrov"},
    Name{"Quispe", "quispe"},
    Name{"Rahimi", "rahimi"},
    Name{"Reyes", "reyes"},
    Name{"Sato", "sato"},
    Name{"Schäfer", "schaefer"},
    Name{"Sharma", "sharma"},
    Name{"Sørensen", "sorensen"},
    Name{"Tanaka", "tanaka"},
    Name{"Tavares", "tavares"},
    Name{"Tuilagi", "tuilagi"},
    Name{"Vargas", "vargas"},
    Name{"Wang", "wang"},
    Name{"Yılmaz", "yilmaz"},
    Name{"Zielińska", "zielinska"},
};

// Organisation steps through the pairs of names and counts on these numbers.
static_assert(given.size() == 60 && family.size() == 64);

static constexpr std::array departments_of_company{
    Department{"Engineering",
               {"Aerodynamics Engineer", "Flight Software Engineer", "Test Engineer",
                "Structures Engineer"}},
    Department{
        "Manufacturing",
        {"Assembly Technician", "Process Planner", "Quality Inspector", "Composite Technician"}},
    Department{"Sales",
               {"Account Executive", "Bid Analyst", "Customer Engineer", "Sales Coordinator"}},
    Department{"Finance",
               {"Controller", "Financial Analyst", "Payroll Specialist", "Treasury Analyst"}},
    Department{"Research & Development",
               {"Research Scientist", "Wind Tunnel Engineer", "Data Scientist", "Lab Technician"}},
    Department{"Legal", {"Counsel", "Contract Manager", "Paralegal", "Export Control Officer"}},
    Department{"Human Resources",
               {"Recruiter", "HR Business Partner", "Training Specialist", "Benefits Specialist"}},
    Department{
        "IT Operations",
        {"Systems Administrator", "Network Engineer", "Security Analyst", "Service Desk Agent"}},
};

static constexpr std::array offices_of_company{
    Office{"Bremen B2", "DE"},  Office{"Toulouse A1", "FR"},   Office{"Seville Hall 3", "ES"},
    Office{"Wichita 12", "US"}, Office{"Bristol North", "GB"}, Office{"Nagoya 5F", "JP"},
    Office{"Pune Tower", "IN"}, Office{"Rzeszow Plant", "PL"}, Office{"Sao Jose 7", "BR"},
    Office{"Izmir West", "TR"}, Office{"Linkoping Lab", "SE"}, Office{"Nairobi Hub", "KE"},
};

static constexpr std::array policies_of_company{
    Policy{"data-theft-by-departing-users", "Departing users - design data (synthetic)",
           "Exfiltration", 20},
    Policy{"data-theft-by-departing-users", "Departing users - customer lists (synthetic)",
           "Exfiltration", 8},
    Policy{"data-leaks", "Data leaks - quarterly review policy (synthetic)", "Exfiltration", 24},
    Policy{"data-leaks", "Data leaks - export controlled files (synthetic)", "Exfiltration", 10},
    Policy{"data-leaks-by-priority-users", "Priority users - board and bids (synthetic)",
           "Exfiltration", 7},
    Policy{"data-leaks-by-risky-users", "Risky users - data leaks (synthetic)", "Exfiltration", 6},
    Policy{"security-policy-violations", "Security violations - workstations (synthetic)",
           "SecurityViolation", 11},
    Policy{"security-policy-violations-by-departing-users",
           "Security violations - departing users (synthetic)", "SecurityViolation", 4},
    Policy{"security-policy-violations-by-risky-users",
           "Security violations - risky users (synthetic)", "SecurityViolation", 3},
    Policy{"risky-browser-usage", "Risky browsing - all sites (synthetic)", "RiskyBrowsing", 7},
};

std::span<const Name> given_names() { return given; }
std::span<const Name> family_names() { return family; }
std::span<const Department> departments() { return departments_of_company; }
std::span<const Office> offices() { return offices_of_company; }
std::span<const Policy> policies() { return policies_of_company; }

}  // namespace riskflow::sample
