#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "tests/tidy/rules.hpp"

namespace riskflow::tidy {
namespace {

constexpr std::size_t record_lines_max = 60;
constexpr std::size_t readme_lines_max = 120;

const SourceFile* find_file(const Tree& tree, std::string_view path) {
  const auto found = std::ranges::find(tree, path, &SourceFile::path);
  return found == tree.end() ? nullptr : &*found;
}

// The lines of ```sh blocks with their numbers.
std::vector<Token> commands_in(const SourceFile& file) {
  std::vector<Token> commands;
  bool inside = false;
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    const std::string_view line = file.lines[i];
    if (line.starts_with("```"))
      inside = line == "```sh" && !inside;
    else if (inside)
      commands.push_back({line, i + 1});
  }
  return commands;
}

bool is_program(const Tree& tree, std::string_view word) {
  if (word.starts_with("./")) word.remove_prefix(2);
  constexpr std::array folders{"tools", ".ci", "tests", "bench", "web"};
  const bool in_tree = std::ranges::any_of(folders, [&](auto dir) { return lies_in(word, dir); });
  return !in_tree || find_file(tree, word) != nullptr;
}

Violations broken_commands(const Tree& tree) {
  Violations found;
  const auto* presets = find_file(tree, "CMakePresets.json");
  for (const auto& file : tree) {
    if (file.path != "README.md" && !lies_in(file.path, "docs")) continue;
    for (const auto& command : commands_in(file)) {
      const auto word = command.text.substr(0, command.text.find(' '));
      if (!is_program(tree, word))
        found.push_back({file.path, command.line, fmt::format("there is no {}", word)});
      const auto preset = command.text.find("--preset ");
      if (preset == std::string_view::npos || presets == nullptr) continue;
      auto name = command.text.substr(preset + 9);
      name = name.substr(0, name.find_first_of(" &|;"));
      if (presets->text.find(fmt::format("\"name\": \"{}\"", name)) == std::string::npos)
        found.push_back({file.path, command.line, fmt::format("there is no preset {}", name)});
    }
  }
  return found;
}

Violations long_readme(const Tree& tree) {
  const auto* readme = find_file(tree, "README.md");
  if (readme == nullptr || readme->lines.size() <= readme_lines_max) return {};
  return {{readme->path, 0, fmt::format("{} lines", readme->lines.size())}};
}

// docs/adr/NNNN-title.md
bool is_record(const SourceFile& file) {
  return folder_of(file.path) == "docs/adr" && file.path != "docs/adr/README.md" &&
         file.path.ends_with(".md");
}

void check_record(const SourceFile& file, std::size_t number, Violations& found) {
  const auto prefix = fmt::format("docs/adr/{:04}-", number);
  if (!file.path.starts_with(prefix))
    found.push_back({file.path, 0, fmt::format("expected {}...", prefix)});
  if (file.lines.size() > record_lines_max)
    found.push_back({file.path, 0, fmt::format("{} lines", file.lines.size())});
  for (const std::string_view part : {"## Context", "## Choice", "## Price", "## When to revisit"})
    if (std::ranges::find(file.lines, part) == file.lines.end())
      found.push_back({file.path, 0, fmt::format("has no \"{}\"", part)});
}

Violations bad_records(const Tree& tree) {
  Violations found;
  std::size_t number = 0;
  for (const auto& file : tree)
    if (is_record(file)) check_record(file, ++number, found);
  return found;
}

Violations unlisted_records(const Tree& tree) {
  Violations found;
  const auto* list = find_file(tree, "docs/adr/README.md");
  for (const auto& file : tree) {
    if (!is_record(file)) continue;
    const auto name = file.path.substr(file.path.rfind('/') + 1);
    if (list == nullptr || list->text.find("(" + name + ")") == std::string::npos)
      found.push_back({file.path, 0, "docs/adr/README.md does not list it"});
  }
  return found;
}

// The targets of [text](target) in a line, without #anchors.
std::vector<std::string_view> links_in(std::string_view line) {
  std::vector<std::string_view> links;
  for (auto at = line.find("]("); at != std::string_view::npos; at = line.find("](", at + 1)) {
    const auto link = line.substr(at + 2, line.find(')', at) - at - 2);
    links.push_back(link.substr(0, link.find('#')));
  }
  return links;
}

// `link` as it is written in a file of `folder`, from the root.
std::string resolved(std::string_view folder, std::string_view link) {
  auto path = (std::filesystem::path(folder) / link).lexically_normal().generic_string();
  if (path.ends_with('/')) path.pop_back();
  return path;
}

Violations broken_links(const Tree& tree) {
  std::set<std::string> known;
  for (const auto& file : tree)
    for (std::string_view path = file.path; !path.empty(); path = folder_of(path))
      known.emplace(path);
  Violations found;
  const auto check = [&](const SourceFile& file, std::size_t line) {
    for (const auto link : links_in(file.lines[line]))
      if (!link.empty() && link.find(':') == std::string_view::npos)
        if (const auto path = resolved(folder_of(file.path), link); !known.contains(path))
          found.push_back({file.path, line + 1, fmt::format("there is no {}", path)});
  };
  for (const auto& file : tree)
    if (file.path.ends_with(".md"))
      for (std::size_t i = 0; i < file.lines.size(); ++i) check(file, i);
  return found;
}

Violations careless_scripts(const Tree& tree) {
  Violations found;
  for (const auto& file : tree) {
    if (file.lines.empty() || !file.lines[0].starts_with("#!")) continue;
    if (file.lines[0].find("bash") == std::string::npos) continue;
    if (std::ranges::find(file.lines, "set -euo pipefail") == file.lines.end())
      found.push_back({file.path, 0, "goes on after an error"});
  }
  return found;
}

// An example whose text is made must outlive the table.
std::string_view made(int which) {
  const auto lines = [](int count) {
    std::string text = "## Context\n## Choice\n## Price\n## When to revisit\n";
    for (int i = 4; i < count; ++i) text += "text\n";
    return text;
  };
  static const std::array texts{lines(60), lines(61), lines(120), lines(121)};
  return texts.at(static_cast<std::size_t>(which));
}

}  // namespace

std::vector<Rule> document_rules() {
  return {
      {"CommandsInTheDocsExist",
       "a program or preset named in a sh block of README.md or docs/ is there",
       broken_commands,
       {{{"README.md", "```sh\ntools/start\n```\n"}},
        {{"docs/a.md", "text\n```sh\n./tools/start --now\n```\n"}},
        {{"README.md", "```sh\ncmake --preset fast && ninja\n```\n"},
         {"CMakePresets.json", "\"name\": \"dev\""}}},
       {{"README.md",
         "tools/start\n```sh\ntools/up --quiet\ncmake --preset dev\n```\n```\ntools/x\n```\n"},
        {"tools/up", ""},
        {"CMakePresets.json", "\"name\": \"dev\""}}},
      {"ReadmeIsOnePage",
       "README.md has at most 120 lines",
       long_readme,
       {{{"README.md", made(3)}}},
       {{"README.md", made(2)}}},
      {"RecordsOfDecisions",
       "docs/adr/NNNN-title.md: numbered without a gap, at most 60 lines, with Context, Choice, "
       "Price and When to revisit",
       bad_records,
       {{{"docs/adr/0002-b.md", made(0)}},
        {{"docs/adr/0001-a.md", made(0)}, {"docs/adr/0001-b.md", made(0)}},
        {{"docs/adr/0001-a.md", made(1)}},
        {{"docs/adr/0001-a.md", "## Context\n"}}},
       {{"docs/adr/0001-a.md", made(0)},
        {"docs/adr/0002-b.md", made(0)},
        {"docs/adr/README.md", ""}}},
      {"RecordsAreListed",
       "docs/adr/README.md links to every record",
       unlisted_records,
       {{{"docs/adr/0001-a.md", ""}, {"docs/adr/README.md", "[b](0001-b.md)\n"}}},
       {{"docs/adr/0001-a.md", ""}, {"docs/adr/README.md", "[a](0001-a.md)\n"}}},
      {"LinksLeadSomewhere",
       "a link from a Markdown file to a file of the tree finds it",
       broken_links,
       {{{"README.md", "see [that](docs/a.md)\n"}},
        {{"docs/adr/README.md", "[one](../a.md) and [two](../b.md#top)\n"}, {"docs/a.md", ""}}},
       {{"README.md", "[a](docs/a.md#top), [b](docs/), [c](https://example.org), [d](#e)\n"},
        {"docs/a.md", "[up](../README.md)\n"}}},
      {"ScriptsStopAtTheFirstError",
       "a bash script says set -euo pipefail",
       careless_scripts,
       {{{"tools/up", "#!/usr/bin/env bash\necho\n"}}},
       {{"tools/up", "#!/usr/bin/env bash\nset -euo pipefail\n"},
        {"tools/a.py", "#!/usr/bin/env python3\n"}}},
  };
}

}  // namespace riskflow::tidy
