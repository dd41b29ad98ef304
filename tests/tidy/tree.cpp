#include "tests/tidy/tree.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <string_view>

namespace riskflow::tidy {
namespace {

bool is_left_out(std::string_view path) {
  constexpr std::array at_root{".git", "build", "data", "out", ".cache"};
  constexpr std::array anywhere{"node_modules", "__pycache__", "third_party"};
  const auto name = path.substr(path.rfind('/') + 1);
  return std::ranges::find(at_root, path) != at_root.end() ||
         std::ranges::find(anywhere, name) != anywhere.end();
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

Tree read_tree(const std::filesystem::path& root) {
  namespace fs = std::filesystem;
  Tree tree;
  for (auto it = fs::recursive_directory_iterator(root); it != fs::recursive_directory_iterator();
       ++it) {
    auto path = it->path().lexically_relative(root).generic_string();
    if (is_left_out(path)) {  // a folder; .git of a worktree is a file
      if (it->is_directory()) it.disable_recursion_pending();
      continue;
    }
    if (!it->is_regular_file()) continue;
    auto text = read_file(it->path());
    if (text.find('\0') != std::string::npos) text.clear();  // an image, a recorded log
    tree.push_back(make_source(std::move(path), std::move(text)));
  }
  std::ranges::sort(tree, {}, &SourceFile::path);
  return tree;
}

}  // namespace riskflow::tidy
