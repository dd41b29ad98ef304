#include "tools/sample/generate.hpp"

#include <array>
#include <functional>
#include <string_view>
#include <system_error>

#include "tools/sample/alerts.hpp"
#include "tools/sample/organisation.hpp"
#include "tools/sample/out_file.hpp"
#include "tools/sample/people.hpp"

namespace riskflow::sample {

constexpr std::uint64_t users_max = 10'000'000;
constexpr std::uint64_t alerts_max = 100'000'000;

static Status check(const SampleOptions& options) {
  if (options.users < 1 || options.users > users_max)
    return fail(Errc::invalid, fmt::format("must be 1 to {}", users_max), "users");
  if (options.alerts < 1 || options.alerts > alerts_max)
    return fail(Errc::invalid, fmt::format("must be 1 to {}", alerts_max), "alerts");
  return {};
}

// A file, where to count its records, and what writes them and returns their number.
struct File {
  std::string_view name;
  std::uint64_t& count;
  std::function<std::uint64_t(OutFile&)> write;
};

static Status write_file(const std::filesystem::path& dir, const File& file) {
  auto out = OutFile::create(dir / file.name);
  if (!out) return fail(out.error());
  file.count = file.write(*out);
  return out->close();
}

static std::uint64_t write_readme(OutFile& out, const SampleOptions& options,
                                  const SampleCounts& counts) {
  out.print(
      "Synthetic sample of riskflow\n\n"
      "Everything here is invented: the company \"{}\",\n"
      "its people, and what they are said to have done. No record is about a real person.\n"
      "Mail goes nowhere: example.test is reserved for tests (RFC 6761).\n\n"
      "Made by: riskflow sample --users {} --alerts {} --seed {}\n"
      "The same numbers give the same bytes.\n\n",
      company_name, options.users, options.alerts, options.seed);
  out.print(
      "users.json        {} users with their managers (Microsoft Graph)\n"
      "groups.json       {} groups with their members (Microsoft Graph)\n"
      "alerts.json       {} insider-risk alerts (Microsoft Graph alerts_v2)\n"
      "office365.ndjson  {} records of type 40 (Office 365 management activity)\n"
      "hr.csv            {} rows for the HR connector\n\n"
      "How to tell it from real data: page member @riskflow.synthetic, company and policy\n"
      "names with \"(synthetic)\", descriptions and remarks that begin with \"Synthetic\".\n\n"
      "Read it with: riskflow import users.json groups.json hr.csv alerts.json "
      "office365.ndjson\n",
      counts.users, counts.groups, counts.alerts, counts.office365, counts.hr);
  return 1;
}

Result<SampleCounts> generate(const SampleOptions& options) {
  if (const auto checked = check(options); !checked) return fail(checked.error());
  std::error_code ec;
  std::filesystem::create_directories(options.out_dir, ec);
  if (ec)
    return fail(Errc::unavailable, fmt::format("cannot make the folder: {}", ec.message()),
                options.out_dir.string());
  const Organisation organisation{options.seed, options.users};
  const Alerts alerts{organisation, options.alerts};
  SampleCounts counts;
  std::uint64_t readme = 0;
  const std::array files{
      File{"users.json", counts.users, [&](auto& out) { return write_users(organisation, out); }},
      File{"groups.json", counts.groups,
           [&](auto& out) { return write_groups(organisation, out); }},
      File{"alerts.json", counts.alerts, [&](auto& out) { return alerts.write_graph_page(out); }},
      File{"office365.ndjson", counts.office365,
           [&](auto& out) { return alerts.write_office365_lines(out); }},
      File{"hr.csv", counts.hr, [&](auto& out) { return write_hr_rows(organisation, out); }},
      // Last, because it tells the numbers of the others.
      File{"README.txt", readme, [&](auto& out) { return write_readme(out, options, counts); }},
  };
  for (const auto& file : files)
    if (const auto written = write_file(options.out_dir, file); !written)
      return fail(written.error());
  return counts;
}

}  // namespace riskflow::sample
