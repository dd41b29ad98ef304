// What the Merkle tree costs an append, and what its proofs cost.
//
// Goal: groups of 64 commits written as the sequencer writes them, with the tree and without it.
// The product has no switch for that, so the write is put together here from the parts that the
// sequencer uses: the same rows, the same leaves and tiles, one synced batch.  The work of clients
// is left out, so the tree's share is larger here than in the product.
// Then, in a tree of ten million leaves, proofs for events anywhere, with the tiles in the page
// cache; and their verification.
// What to expect: two hashes an event (0.6 us) beside a flush that 64 of them share.  A proof needs
// a tile a level, three of them; the upper ones are in the cache of tiles, and of the lowest, 8
// KiB, the 255 nodes are hashed: 0.2 us each.

#include <random>

#include <benchmark/benchmark.h>

#include "bench/eventstore/bench_log.hpp"
#include "bench/percentiles.hpp"
#include "eventstore/draft.hpp"
#include "eventstore/leaves.hpp"
#include "eventstore/records.hpp"
#include "eventstore/tree_edge.hpp"
#include "eventstore/tree_reader.hpp"

namespace riskflow::bench {
namespace {

using namespace eventstore;

std::unique_ptr<Tables> fresh_tables(const BenchFolder& folder) {
  const LogOptions server;
  const TableOptions options{folder / "log", server.write_buffer_bytes, server.block_cache_bytes};
  ensure(Tables::create(options, Family::meta, "bench", "").has_value(), "tables are made");
  auto opened = Tables::open(options);
  ensure(opened.has_value(), "the tables open");
  return std::move(*opened);
}

enum class Tree : std::uint8_t { off, on };

// Writes groups of commits of one event.
class Writer {
 public:
  Writer(Tables& tables, Tree tree) : tables_(tables), tree_(tree), batch_(tables) {}

  void write(std::vector<Draft>& group) {
    batch_.clear();
    for (Draft& draft : group) add(draft);
    if (tree_ == Tree::on) edge_.finish(batch_);
    batch_.put(Family::meta, head_key, encode(head_));
    ensure(tables_.write(batch_).has_value(), "the group is written");
  }

 private:
  void add(Draft& draft) {
    const Version before{version_++};
    place(draft, head_.position, head_.last_recorded, {&before, 1});
    const Bytes key = position_key(head_.position);
    batch_.put(Family::skeletons, key, draft.skeleton);
    batch_.put(Family::payloads, key, draft.payloads);
    const Bytes stream = stream_key(draft.parts.front().stream, before + 1);
    batch_.put(Family::streams, stream, encode(StreamEntry{head_.position, 0, 1}, stream));
    if (tree_ == Tree::on) add_leaf(draft);
    head_.position = head_.position + 1;
  }

  void add_leaf(const Draft& draft) {
    ensure(decode_skeleton(draft.skeleton, head_.position, scratch_).has_value(), "it is sound");
    const auto added = each_leaf(scratch_, [&](const proof::Hash& leaf) -> Status {
      edge_.add(leaf, batch_);
      return {};
    });
    ensure(added.has_value(), "a leaf is added");
  }

  Tables& tables_;
  const Tree tree_;
  Batch batch_;
  TreeEdge edge_;
  Skeleton scratch_;
  Head head_;
  std::uint64_t version_ = 0;
};

void write_group(benchmark::State& state) {
  const BenchFolder folder;
  const auto tables = fresh_tables(folder);
  Writer writer(*tables, state.range(0) == 0 ? Tree::off : Tree::on);
  const auto size = static_cast<std::uint64_t>(state.range(1));
  std::vector<Draft> drafts;
  for (std::uint64_t i = 0; i < size; ++i) {
    auto draft = make_draft(numbered_frame(i, stream_of(i), Expected::any(), 1), {});
    ensure(draft.has_value(), "the frame is valid");
    drafts.push_back(std::move(*draft));
  }
  for (auto _ : state) writer.write(drafts);
  state.SetItemsProcessed(state.iterations() * state.range(1));
}

proof::Hash numbered_leaf(std::uint64_t number) {
  return proof::leaf_hash({reinterpret_cast<const char*>(&number), sizeof number});
}

// A tree of so many leaves, a multiple of a tile's, as a log has it.
class GrownTree {
 public:
  explicit GrownTree(std::uint64_t leaves) : tables_(fresh_tables(folder_)), leaves_(leaves) {
    TreeEdge edge;
    Batch batch(*tables_);
    for (std::uint64_t i = 0; i < leaves; ++i) {
      edge.add(numbered_leaf(i), batch);
      if ((i + 1) % (256 * tile_width) != 0 && i + 1 != leaves) continue;
      edge.finish(batch);
      ensure(tables_->write(batch).has_value(), "tiles are written");
      batch.clear();
    }
    ensure(tables_->flush().has_value(), "tiles are in files");
    root_ = edge.root();
  }

  std::vector<proof::Hash> proof_of(std::uint64_t leaf) {
    auto path = TreeReader(*tables_, tiles_, Position{leaves_}).inclusion(Position{leaf}, leaves_);
    ensure(path.has_value(), "there is a proof");
    return std::move(*path);
  }
  bool holds(std::uint64_t leaf, std::span<const proof::Hash> path) const {
    return proof::verify_inclusion(leaf, leaves_, numbered_leaf(leaf), path, root_).has_value();
  }

 private:
  BenchFolder folder_;
  std::unique_ptr<Tables> tables_;
  TileCache tiles_;
  std::uint64_t leaves_;
  proof::Hash root_{};
};

void prove_inclusion(benchmark::State& state) {
  const auto leaves = static_cast<std::uint64_t>(state.range(0));
  GrownTree tree(leaves);
  std::mt19937_64 chance(7);
  Latencies latencies;
  for (auto _ : state) {
    const auto leaf = chance() % leaves;
    const auto begin = Stopwatch::now();
    const auto path = tree.proof_of(leaf);
    latencies.add(Stopwatch::now() - begin);
    ensure(tree.holds(leaf, path), "the proof holds");
  }
  latencies.report(state);
}

void verify_inclusion(benchmark::State& state) {
  const auto leaves = static_cast<std::uint64_t>(state.range(0));
  GrownTree tree(leaves);
  const auto path = tree.proof_of(leaves / 3);
  for (auto _ : state) ensure(tree.holds(leaves / 3, path), "the proof holds");
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(write_group)
    ->ArgNames({"tree", "commits"})
    ->Args({0, 64})
    ->Args({1, 64})
    ->UseRealTime()
    ->Unit(benchmark::kMicrosecond);
// Multiples of 256.
BENCHMARK(prove_inclusion)
    ->ArgName("leaves")
    ->Arg(65'536)
    ->Arg(10'000'128)
    ->Iterations(5'000)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(verify_inclusion)
    ->ArgName("leaves")
    ->Arg(65'536)
    ->Arg(10'000'128)
    ->Iterations(20'000)
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace riskflow::bench
