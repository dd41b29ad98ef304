#include "tools/riskflow/command.hpp"

#include "domain/core/ensure.hpp"

namespace riskflow::cli {

static constexpr std::array globals{
    option("--server", "URL", "ask the server there (RISKFLOW_SERVER)"),
    option("--data", "DIR", "work on this data folder, without a server (RISKFLOW_DATA)"),
    option("--token-file", "FILE", "the token is in this file (RISKFLOW_TOKEN_FILE)"),
    option("--ca-file", "FILE",
           "whom to trust for https, instead of the system's list (RISKFLOW_CA_FILE)"),
    option("--config", "FILE", "settings of the server, instead of DIR/riskflow.toml"),
    option("-o,--output", "FORMAT", "table (also when piped), json, ndjson, csv or name"),
};

static constexpr std::array of_views{
    option(
        "--filter", "EXPR",
        "only what fits: FIELD eq 'VALUE', ne, gt, lt, in, contains(FIELD, 'TEXT'), and, or, not; "
        "-o json shows the fields"),
    option("--orderby", "FIELD", "sort by this field; \"FIELD desc\" the other way round"),
    number("--top", "at most so many a page"),
    flag("--all", "all pages, not only the first"),
    option("--as-of", "WHEN", "as it was known at a time or log position"),
};

std::span<const Option> global_options() { return globals; }
std::span<const Option> view_options() { return of_views; }

void Given::set(std::string_view name, std::vector<std::string> values) {
  values_.insert_or_assign(std::string(name), std::move(values));
}

bool Given::has(std::string_view name) const { return values_.contains(name); }

const std::string& Given::text(std::string_view name) const {
  const auto found = values_.find(name);
  ensure(found != values_.end() && !found->second.empty(), "the row of the command requires it");
  return found->second.front();
}

std::optional<std::string> Given::find(std::string_view name) const {
  if (!has(name)) return std::nullopt;
  return text(name);
}

std::vector<std::string> Given::all(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::vector<std::string>{} : found->second;
}

}  // namespace riskflow::cli
