#include "eventstore/floor.hpp"

#include <fmt/format.h>

namespace riskflow::eventstore {

Status check_floor(const proof::TreeHead& floor, std::uint64_t head, const TreeOf& tree_of) {
  if (floor.size > head)
    return fail(Errc::corrupt,
                fmt::format("the log has lost events: it ends with {}, but {} were vouched for; "
                            "positions {} to {} are missing, look for them in a backup",
                            head, floor.size, head, floor.size - 1),
                "log",
                {{"reason", "below_floor"},
                 {"head", std::to_string(head)},
                 {"floor", std::to_string(floor.size)}});
  const auto tree = tree_of(floor.size);
  if (!tree) return fail(tree.error());
  if (tree->root != floor.root)
    return fail(Errc::corrupt,
                fmt::format("the log is not the one that was vouched for: its first {} events are "
                            "others",
                            floor.size),
                "log", {{"reason", "another_history"}, {"floor", std::to_string(floor.size)}});
  return {};
}

}  // namespace riskflow::eventstore
