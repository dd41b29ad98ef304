#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "tests/tidy/rules.hpp"

namespace riskflow::tidy {
namespace {

// Who may know whom.  The first row whose folder holds the file counts; a folder without a row
// (tests, bench) may include anything.
struct Layer {
  std::string_view folder;
  std::array<std::string_view, 5> knows;
};
constexpr std::array layers{
    Layer{"domain/core", {"domain/core"}},
    Layer{"domain", {"domain"}},
    Layer{"eventstore/proof", {"eventstore/proof", "domain/core"}},
    Layer{"eventstore", {"eventstore", "domain/core"}},
    Layer{"projections", {"projections", "domain", "eventstore"}},
    Layer{"runtime", {"runtime", "projections", "domain", "eventstore"}},
    Layer{"tools/verify", {"tools/verify", "eventstore/proof", "domain/core"}},
    Layer{"tools", {"tools", "runtime", "projections", "domain", "eventstore"}},
};

constexpr std::array our_folders{"domain", "eventstore", "projections", "runtime",
                                 "tools",  "tests",      "bench",       "web"};

bool is_ours(std::string_view include) {
  return std::ranges::any_of(our_folders, [&](auto folder) { return lies_in(include, folder); });
}

const Layer* layer_of(std::string_view path) {
  const auto* found =
      std::ranges::find_if(layers, [&](const Layer& layer) { return lies_in(path, layer.folder); });
  return found == layers.end() ? nullptr : found;
}

Violations arrows(const Tree& tree) {
  Violations found;
  for (const auto& file : tree) {
    const auto* layer = layer_of(file.path);
    if (layer == nullptr) continue;
    for (const auto& include : includes_of(file)) {
      const bool allowed = std::ranges::any_of(layer->knows, [&](auto folder) {
        return !folder.empty() && lies_in(include.path, folder);
      });
      if (is_ours(include.path) && !allowed)
        found.push_back({file.path, include.line,
                         fmt::format("{} may not know {}", layer->folder, include.path)});
    }
  }
  return found;
}

Violations unrooted_includes(const Tree& tree) {
  std::set<std::string_view> paths;
  for (const auto& file : tree) paths.insert(file.path);
  Violations found;
  for (const auto& file : tree)
    for (const auto& include : includes_of(file)) {
      const bool quoted = include.form == Include::Form::quoted;
      if (quoted && !paths.contains(include.path))
        found.push_back({file.path, include.line, fmt::format("no file {}", include.path)});
      if (!quoted && is_ours(include.path))
        found.push_back({file.path, include.line, "our own headers are included with quotes"});
    }
  return found;
}

// A directed graph of names; each arrow remembers the include that drew it first.
struct Arrow {
  std::string path;
  std::size_t line = 0;
};
using Graph = std::map<std::string, std::map<std::string, Arrow>>;

// The names from `start` back to `start`, or nothing.  Depth first; each name is entered once.
std::optional<std::vector<std::string>> way_back(const Graph& graph, const std::string& start) {
  std::vector<std::vector<std::string>> ways{{start}};
  std::set<std::string> seen;
  while (!ways.empty()) {
    auto way = std::move(ways.back());
    ways.pop_back();
    const auto arrows_out = graph.find(way.back());
    if (arrows_out == graph.end()) continue;
    for (const auto& [to, arrow] : arrows_out->second) {
      if (to == start) return way;
      if (!seen.insert(to).second) continue;
      ways.push_back(way);
      ways.back().push_back(to);
    }
  }
  return std::nullopt;
}

// One violation for each name on a cycle, at the include by which the cycle leaves it.
Violations cycles_in(const Graph& graph) {
  Violations found;
  for (const auto& [name, arrows_out] : graph) {
    auto way = way_back(graph, name);
    if (!way) continue;
    way->push_back(name);
    const auto& arrow = arrows_out.at((*way)[1]);
    found.push_back({arrow.path, arrow.line, fmt::format("cycle {}", fmt::join(*way, " -> "))});
  }
  return found;
}

Violations header_cycles(const Tree& tree) {
  Graph graph;
  for (const auto& file : tree)
    if (is_header(file))
      for (const auto& include : includes_of(file))
        graph[file.path].try_emplace(include.path, Arrow{file.path, include.line});
  return cycles_in(graph);
}

Violations folder_cycles(const Tree& tree) {
  Graph graph;
  for (const auto& file : tree) {
    if (!is_product(file.path)) continue;
    const std::string from{folder_of(file.path)};
    for (const auto& include : includes_of(file)) {
      const std::string to{folder_of(include.path)};
      if (is_product(include.path) && to != from)
        graph[from].try_emplace(to, Arrow{file.path, include.line});
    }
  }
  return cycles_in(graph);
}

}  // namespace

std::vector<Rule> layer_rules() {
  return {
      {"IncludeArrows",
       "tools -> runtime -> projections -> {eventstore, domain}; eventstore -> domain/core; "
       "domain -> nothing; nothing -> tests",
       arrows,
       {{{"domain/a.cpp", "#include \"eventstore/log.hpp\"\n"}},
        {{"domain/core/a.hpp", "#include \"domain/alert.hpp\"\n"}},
        {{"eventstore/a.cpp", "#include \"domain/alert.hpp\"\n"}},
        {{"eventstore/proof/a.cpp", "#include \"eventstore/log.hpp\"\n"}},
        {{"projections/a.cpp", "#include \"runtime/app.hpp\"\n"}},
        {{"runtime/a.cpp", "#include \"tools/cli.hpp\"\n"}},
        {{"runtime/http/a.cpp", "#include <tests/support/clock.hpp>\n"}},
        {{"tools/a.cpp", "#include \"tests/support/clock.hpp\"\n"}}},
       {{"domain/a.cpp", "#include \"domain/core/ids.hpp\"\n#include <vector>\n"},
        {"eventstore/a.cpp", "#include \"domain/core/ids.hpp\"\n"},
        {"eventstore/log.cpp", "#include \"eventstore/proof/tree.hpp\"\n"},
        {"runtime/a.cpp", "#include \"projections/a.hpp\"\n// #include \"tools/cli.hpp\"\n"},
        {"tests/a.cpp", "#include \"tools/cli.hpp\"\n#include \"bench/b.hpp\"\n"}}},
      {"IncludesFromTheRoot",
       "an include in quotes names an existing file from the repository root, so folder and layer "
       "show at every use; our own files are never included with <>",
       unrooted_includes,
       {{{"domain/a.cpp", "#include \"a.hpp\"\n"}, {"domain/a.hpp", ""}},
        {{"domain/a.cpp", "#include \"../domain/a.hpp\"\n"}, {"domain/a.hpp", ""}},
        {{"domain/a.cpp", "#include <domain/a.hpp>\n"}, {"domain/a.hpp", ""}}},
       {{"domain/a.cpp", "#include \"domain/a.hpp\"\n#include <vector>\n"}, {"domain/a.hpp", ""}}},
      {"NoHeaderCycles",
       "no header includes itself by way of others",
       header_cycles,
       {{{"domain/a.hpp", "#include \"domain/b.hpp\"\n"},
         {"domain/b.hpp", "#include \"domain/c.hpp\"\n"},
         {"domain/c.hpp", "#include \"domain/a.hpp\"\n"}}},
       {{"domain/a.hpp", "#include \"domain/b.hpp\"\n#include \"domain/c.hpp\"\n"},
        {"domain/b.hpp", "#include \"domain/c.hpp\"\n"},
        {"domain/c.hpp", ""}}},
      {"NoFolderCycles",
       "no folder needs itself by way of others; a file includes only what lies below it",
       folder_cycles,
       {{{"runtime/http/a.cpp", "#include \"runtime/mail/a.hpp\"\n"},
         {"runtime/mail/b.cpp", "#include \"runtime/http/b.hpp\"\n"}},
        {{"runtime/http/a.cpp", "#include \"runtime/app.hpp\"\n"},
         {"runtime/main.cpp", "#include \"runtime/http/b.hpp\"\n"}}},
       {{"runtime/http/a.cpp", "#include \"runtime/mail/a.hpp\"\n"},
        {"runtime/main.cpp", "#include \"runtime/http/b.hpp\"\n"},
        {"tests/a.cpp", "#include \"runtime/http/b.hpp\"\n"}}},
  };
}

}  // namespace riskflow::tidy
