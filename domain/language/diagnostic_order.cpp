#include "domain/language/diagnostic_order.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace riskflow::language {

namespace {

// A finding that is still to be placed, and what is left of its pointer: "/actions/A".
struct Open {
  Diagnostic* found;
  std::string_view rest;
};

std::string unescaped_step(std::string_view step) {
  return replaced(replaced(step, "~1", "/"), "~0", "~");
}

// Walks the document along the pointers only.
class Placing {
 public:
  explicit Placing(std::vector<Diagnostic>& out) : out_(out) {}

  void place(const Value& value, std::vector<Open> open) {
    Steps steps;
    for (auto& one : open) {
      if (one.rest.empty() || (value.kind() != Kind::object && value.kind() != Kind::array)) {
        emit(one);
        continue;
      }
      one.rest.remove_prefix(1);
      const auto step = one.rest.substr(0, one.rest.find('/'));
      one.rest.remove_prefix(step.size());
      steps[unescaped_step(step)].push_back(one);
    }
    if (steps.empty()) return;
    if (value.kind() == Kind::object)
      members(value, steps);
    else
      items(value, steps);
    // What the document does not have.
    std::vector<Open> left;
    for (auto& [step, group] : steps) std::ranges::move(group, std::back_inserter(left));
    std::ranges::sort(left, {}, [](const Open& one) { return one.found; });
    for (const auto& one : left) emit(one);
  }

 private:
  using Steps = std::unordered_map<std::string, std::vector<Open>>;

  void emit(const Open& one) {
    if (seen_.insert(one.found->code + '\n' + one.found->pointer + '\n' + one.found->message)
            .second)
      out_.push_back(std::move(*one.found));
  }

  void descend(const Value& value, Steps& steps, Steps::iterator group) {
    auto open = std::move(group->second);
    steps.erase(group);
    place(value, std::move(open));
  }

  void members(const Value& object, Steps& steps) {
    for (const auto& [key, value] : object.members())
      if (const auto group = steps.find(key); group != steps.end()) descend(value, steps, group);
  }

  void items(const Value& array, Steps& steps) {
    std::vector<std::size_t> indexes;
    for (const auto& [step, group] : steps) {
      std::size_t index = 0;
      const auto* const end = step.data() + step.size();
      const auto read = std::from_chars(step.data(), end, index);
      if (read.ptr == end && read.ec == std::errc{} && index < array.items().size())
        indexes.push_back(index);
    }
    std::ranges::sort(indexes);
    for (const auto index : indexes)
      if (const auto group = steps.find(std::to_string(index)); group != steps.end())
        descend(array.items()[index], steps, group);
  }

  std::vector<Diagnostic>& out_;
  std::unordered_set<std::string> seen_;
};

}  // namespace

std::vector<Diagnostic> in_order(const Value& definition, std::string_view pointer,
                                 std::vector<Diagnostic> diagnostics) {
  if (diagnostics.size() < 2) return diagnostics;
  std::vector<Diagnostic> ordered;
  ordered.reserve(diagnostics.size());
  std::vector<Open> open;
  for (auto& one : diagnostics) {
    const std::string_view at = one.pointer;
    open.push_back({&one, at.starts_with(pointer) ? at.substr(pointer.size()) : ""});
  }
  Placing{ordered}.place(definition, std::move(open));
  return ordered;
}

}  // namespace riskflow::language
