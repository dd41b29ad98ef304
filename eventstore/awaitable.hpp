#pragma once
// Appending from a coroutine: `auto receipt = co_await append(log, std::move(frame));`
// The one header of the event store that needs Boost.Asio; the library itself does not.

#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "eventstore/log.hpp"

namespace riskflow::eventstore {

// Appends `frame`; the coroutine goes on, on its own executor, when the outcome is durable.  Its
// thread may meanwhile do the sequencer's work, which blocks for a flush: call it on a work pool,
// not on a thread that serves sockets.
inline boost::asio::awaitable<Result<Receipt>> append(Log& log, Frame frame) {
  co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&,
                                                 void(Result<Receipt>)>(
      [](auto handler, Log* to, Frame what) {
        auto executor = boost::asio::get_associated_executor(handler);
        to->append(std::move(what),
                   [handler = std::move(handler), executor](Result<Receipt> outcome) mutable {
                     boost::asio::post(executor, [handler = std::move(handler),
                                                  outcome = std::move(outcome)]() mutable {
                       std::move(handler)(std::move(outcome));
                     });
                   });
      },
      boost::asio::use_awaitable, &log, std::move(frame));
}

}  // namespace riskflow::eventstore
