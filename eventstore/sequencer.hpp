#pragma once
// The sequencer: every frame of a log passes it, one group at a time.
//
// It is a lock rather than a thread (flat combining: Hendler, Incze, Shavit, Tzafrir, SPAA 2010).
// Who comes puts a frame into the queue; who finds the sequencer free becomes its worker and does
// the work for all that wait, group by group, while the next group gathers behind the flush of the
// last.  A thread of its own would cost two hops to every append.
//
// The worker's role goes on to another thread when its turn is over: to a blocked waiter at once,
// else to the next thread that comes.  There is a worker whenever there is a frame: whoever leaves
// has seen the queue empty, or named a successor. Thread rule: any thread.

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "eventstore/draft.hpp"
#include "eventstore/log.hpp"

namespace riskflow::eventstore {

// A frame in the queue.  `Process` sets the outcome; the sequencer answers.
struct Submission {
  Draft draft{};
  Instant stamp{};
  Acknowledge done{};  // empty for a thread that waits
  Result<Receipt> outcome = Receipt{};

  // What it counts for in the size of a group.
  std::size_t bytes() const { return 128 + draft.skeleton.size() + draft.payloads.size(); }

  enum class State : std::uint8_t { waiting, promoted, answered };
  std::mutex mutex{};  // guards `state`, which a thread that waits looks at
  std::condition_variable changed{};
  State state = State::waiting;
};

class Sequencer {
 public:
  using Group = std::vector<Submission*>;
  // Sets the outcome of every frame of the group.  Called by one thread at a time.
  using Process = std::function<void(const Group&)>;

  static constexpr std::size_t group_bytes =
      1024 * 1024;                         // no group is larger, but for its first frame
  static constexpr int groups_a_turn = 4;  // then a worker looks for a successor

  explicit Sequencer(Process process) : process_(std::move(process)) {}
  ~Sequencer() { close(); }
  Sequencer(const Sequencer&) = delete;
  Sequencer& operator=(const Sequencer&) = delete;

  // Blocks until the frame has its outcome.  Error besides those of `Process`: closed.
  Result<Receipt> submit_and_wait(Draft draft, Instant stamp);

  // `done` gets the outcome, from this thread or another.
  void submit(Draft draft, Instant stamp, Acknowledge done);

  // Lets in no more frames and returns when those in the queue are answered.  Not to be called by a
  // `done`.
  void close();

 private:
  using Lock = std::unique_lock<std::mutex>;
  enum class Relief : std::uint8_t {
    none,
    wanted,  // the worker's turn is over, and nobody waits who could take the role
    here,    // a thread has come and waits for the role
    passed   // it has it
  };

  void work(const Submission* own);
  void take_group(Group& group);
  // Whether the worker's own submission is answered.
  enum class Own : std::uint8_t { waits, served };
  bool hand_over(Own own, int groups);
  void answer(const Group& group, const Submission* own);
  void wait_for_role(Lock& lock);
  void leave();

  const Process process_;
  std::mutex mutex_;   // guards all below
  Group waiting_;      // in order of arrival
  bool busy_ = false;  // somebody is the worker
  bool closed_ = false;
  // Threads in `work`: the worker, and those that still answer after their turn.
  std::vector<std::thread::id> inside_;
  Relief relief_ = Relief::none;
  std::condition_variable relieved_;
  std::condition_variable left_;
};

}  // namespace riskflow::eventstore
