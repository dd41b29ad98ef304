// riskflow sample: writes a synthetic organisation.

#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/riskflow/host_commands.hpp"
#include "tools/sample/generate.hpp"

namespace riskflow::cli {

using http::ExitCode;

static std::uint64_t number_or(const Given& given, std::string_view name, std::uint64_t otherwise) {
  const auto typed = given.find(name);
  return typed ? std::stoull(*typed) : otherwise;
}

static Result<ExitCode> write_sample(const Given& given, Session& session) {
  sample::SampleOptions options;
  options.users = number_or(given, "--users", options.users);
  options.alerts = number_or(given, "--alerts", options.alerts);
  options.seed = number_or(given, "--seed", options.seed);
  options.out_dir = given.find("--out").value_or("sample");
  const auto counts = sample::generate(options);
  if (!counts) return fail(counts.error());
  auto& world = session.world();
  const boost::json::object written{{"users", counts->users},
                                    {"groups", counts->groups},
                                    {"alerts", counts->alerts},
                                    {"office365", counts->office365},
                                    {"hr", counts->hr}};
  print_thing(world.out, written, {}, session.format());
  const auto dir = options.out_dir.string();
  world.err << fmt::format(
      "next: riskflow import {0}/users.json {0}/groups.json {0}/hr.csv {0}/alerts.json "
      "{0}/office365.ndjson\n",
      dir);
  return ExitCode::ok;
}

static constexpr std::array options{
    number("--users", "how many; 200 when not given"),
    number("--alerts", "how many; 1000 when not given"),
    number("--seed", "the same seed gives the same bytes; 1 when not given"),
    option("--out", "DIR", "where to; ./sample when not given")};

static constexpr std::array rows{
    Command{
        .noun = "sample",
        .verb = "",
        .summary = "Write the files of an invented organisation, for a first look",
        .examples = {"riskflow sample", "riskflow sample --users 5000 --alerts 100000 --out big",
                     "riskflow sample --seed 7 --out other"},
        .options = options,
        .act = write_sample},
};

std::span<const Command> sample_commands() { return rows; }

}  // namespace riskflow::cli
