#include "domain/language/definition_map.hpp"

#include <array>

#include "domain/language/text.hpp"

namespace riskflow::language {

struct TypeWord {
  std::string_view word;
  ActionIs is;
};

static constexpr std::array type_words{
    TypeWord{"AppendToArrayVariable", ActionIs::append_to_array},
    TypeWord{"AppendToStringVariable", ActionIs::append_to_string},
    TypeWord{"Compose", ActionIs::compose},
    TypeWord{"DecrementVariable", ActionIs::decrement},
    TypeWord{"Expression", ActionIs::expression},
    TypeWord{"Foreach", ActionIs::foreach},
    TypeWord{"Http", ActionIs::http},
    TypeWord{"If", ActionIs::condition},
    TypeWord{"IncrementVariable", ActionIs::increment},
    TypeWord{"InitializeVariable", ActionIs::initialize},
    TypeWord{"Join", ActionIs::join},
    TypeWord{"ParseJson", ActionIs::parse_json},
    TypeWord{"Query", ActionIs::query},
    TypeWord{"Response", ActionIs::response},
    TypeWord{"Scope", ActionIs::scope},
    TypeWord{"Select", ActionIs::select},
    TypeWord{"SetVariable", ActionIs::set_variable},
    TypeWord{"Switch", ActionIs::switch_case},
    TypeWord{"Table", ActionIs::table},
    TypeWord{"Terminate", ActionIs::terminate},
    TypeWord{"Until", ActionIs::until},
    TypeWord{"Wait", ActionIs::wait},
};

static ActionIs type_of(std::string_view name) {
  for (const auto& [word, is] : type_words)
    if (same_name(word, name)) return is;
  return ActionIs::other;
}

// FNV-1a over the name in lower case; letters beyond ASCII all count as one.
std::size_t NameHash::operator()(std::string_view name) const {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char c : name) {
    auto byte = static_cast<unsigned char>(c);
    if (byte >= 'A' && byte <= 'Z') byte |= 0x20U;
    hash = (hash ^ (byte < 0x80 ? byte : 0x80U)) * 0x100000001B3ULL;
  }
  return hash;
}

DefinitionMap::DefinitionMap(const Definition& definition) {
  by_name_.reserve(definition.places.size());
  add_level(definition.body, no_spot);
  for (Spot spot = 0; spot < actions_.size(); ++spot)
    for (const auto& branch : actions_[spot].action->branches) add_level(branch, spot);
  for (auto& level : levels_) {
    resolve(level);
    mark_before(level);
  }
}

void DefinitionMap::add_level(const Branch& branch, Spot parent) {
  const auto number = static_cast<std::uint32_t>(levels_.size());
  const auto depth = parent == no_spot ? 1 : actions_[parent].depth + 1;
  levels_.push_back(
      {&branch, parent, static_cast<Spot>(actions_.size()), branch.actions.size(), {}, {}});
  std::uint32_t place = 0;
  for (const auto& action : branch.actions) {
    by_name_.try_emplace(action.name, static_cast<Spot>(actions_.size()));
    actions_.push_back({&action, type_of(action.type_name), parent, number, place++, depth});
  }
}

Spot DefinitionMap::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found != by_name_.end() ? found->second : no_spot;
}

void DefinitionMap::resolve(Level& level) {
  level.after.resize(level.size);
  for (std::size_t i = 0; i < level.size; ++i) {
    for (const auto& entry : level.branch->actions[i].run_after) {
      const auto spot = find(entry.action);
      if (spot == no_spot || &levels_[actions_[spot].level] != &level) continue;
      std::uint8_t statuses = 0;
      for (const auto status : entry.statuses) statuses |= status_bit(status);
      level.after[i].push_back({actions_[spot].place, statuses, &entry});
    }
  }
}

static std::size_t words_for(std::size_t bits) { return (bits + 63) / 64; }

// In the order of running: what is before a predecessor is before its successor, too.
void DefinitionMap::mark_before(Level& level) const {
  const auto words = words_for(level.size);
  level.before.resize(level.size * words);
  for (const auto place : level.branch->order) {
    auto* const row = level.before.data() + place * words;
    for (const auto& earlier : level.after[place]) {
      const auto* const other = level.before.data() + earlier.place * words;
      for (std::size_t i = 0; i < words; ++i) row[i] |= other[i];
      row[earlier.place / 64] |= std::uint64_t{1} << (earlier.place % 64);
    }
  }
}

bool DefinitionMap::is_before(const Level& level, std::uint32_t earlier,
                              std::uint32_t later) const {
  const auto word = level.before[later * words_for(level.size) + earlier / 64];
  return (word >> (earlier % 64) & 1U) != 0;
}

Spot DefinitionMap::enclosing(Spot spot, ActionIs is) const {
  auto at = actions_[spot].parent;
  while (at != no_spot && actions_[at].is != is) at = actions_[at].parent;
  return at;
}

Meeting DefinitionMap::meet(Spot from, Spot to) const {
  Meeting met{Relation::itself, from, to, 0};
  if (from == to) return met;
  while (actions_[met.from].level != actions_[met.to].level) {
    const auto depth_from = actions_[met.from].depth, depth_to = actions_[met.to].depth;
    if (depth_from >= depth_to) met.from = actions_[met.from].parent;
    if (depth_from > depth_to) continue;
    met.to = actions_[met.to].parent;
    if (actions_[met.to].is == ActionIs::foreach) ++met.loops;
  }
  const auto& a = actions_[met.from];
  const auto& b = actions_[met.to];
  if (met.from != met.to) {
    const bool before = is_before(levels_[a.level], b.place, a.place);
    met.relation = before ? Relation::before : Relation::apart;
  } else if (met.to == from) {
    met.relation = Relation::inside;
  } else {
    met.relation = met.from == to ? Relation::around : Relation::apart;
  }
  return met;
}

}  // namespace riskflow::language
