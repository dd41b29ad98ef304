#pragma once
// GMime wants to be started once before its first use, and counts without a lock.

namespace riskflow::mail {

// Starts GMime the first time; cheap afterwards.  Any thread.  Whoever calls GMime calls this
// first.
void start_mime();

}  // namespace riskflow::mail
