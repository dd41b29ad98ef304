#include "tools/sample/organisation.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "tools/sample/random.hpp"

namespace riskflow::sample {

constexpr std::uint64_t span_of_control = 8;
// Coprime to the number of name pairs (60 * 64), so that stepping by it visits every pair once.
constexpr std::uint64_t name_step = 1'327;

Organisation::Organisation(std::uint64_t seed, std::uint64_t employees)
    : seed_(seed),
      size_(employees),
      name_offset_(Random{seed, Topic::organisation, 0}.below(1'000'000)),
      tenant_id_(guid(seed, Topic::organisation, 1)) {}

std::optional<std::uint64_t> Organisation::manager_of(std::uint64_t number) {
  if (number == 0) return std::nullopt;
  return (number - 1) / span_of_control;
}

std::string Organisation::policy_id(std::size_t policy) const {
  return guid(seed_, Topic::policy_id, policy);
}

static std::uint64_t name_pairs() { return given_names().size() * family_names().size(); }

Name Organisation::given_name_of(std::uint64_t number) const {
  const auto pair = (number * name_step + name_offset_) % name_pairs();
  return given_names()[pair % given_names().size()];
}

Name Organisation::family_name_of(std::uint64_t number) const {
  const auto pair = (number * name_step + name_offset_) % name_pairs();
  return family_names()[pair / given_names().size()];
}

// How many managers are above, and the department: that of the director at the top.
struct Rank {
  unsigned level = 0;
  std::size_t department = 0;
};

static Rank rank_of(std::uint64_t number) {
  Rank rank;
  while (const auto manager = Organisation::manager_of(number)) {
    ++rank.level;
    if (*manager == 0) rank.department = (number - 1) % departments().size();
    number = *manager;
  }
  return rank;
}

std::string Organisation::job_title_of(std::uint64_t number) const {
  const auto rank = rank_of(number);
  const auto& department = departments()[rank.department];
  if (rank.level == 0) return "Chief Executive Officer";
  const bool leads = number * span_of_control + 1 < size_;
  if (!leads) {
    Random random{seed_, Topic::employee, number};
    return std::string{department.titles[random.below(department.titles.size())]};
  }
  constexpr std::array titles{"Director of", "Head of Section in", "Senior Manager in",
                              "Team Lead in"};
  return fmt::format("{} {}", titles[std::min<std::size_t>(rank.level, titles.size()) - 1],
                     department.name);
}

Employee Organisation::employee(std::uint64_t number) const {
  Random random{seed_, Topic::employee, number + size_};
  const auto given = given_name_of(number), family = family_name_of(number);
  // The pairs of names are used up once before the second of a name appears.
  const auto nth = number / name_pairs() + 1;
  Employee employee;
  employee.object_id = guid(seed_, Topic::employee_id, number);
  employee.given_name = given.text;
  employee.family_name = family.text;
  employee.display_name = fmt::format("{} {}", given.text, family.text);
  employee.alias = fmt::format("{}.{}{}", given.ascii, family.ascii,
                               nth == 1 ? std::string{} : fmt::format("{}", nth));
  employee.upn = fmt::format("{}@{}", employee.alias, mail_domain);
  employee.job_title = job_title_of(number);
  employee.department = number == 0 ? "Executive" : departments()[rank_of(number).department].name;
  employee.office = offices()[random.below(offices().size())];
  employee.employee_id = fmt::format("E{:07}", number + 1);
  employee.enabled = !random.chance(2);
  return employee;
}

}  // namespace riskflow::sample
