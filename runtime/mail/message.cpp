#include "runtime/mail/message.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <gmime/gmime.h>
#include <openssl/sha.h>

#include "runtime/mail/html_text.hpp"
#include "runtime/mail/mime_start.hpp"
#include "runtime/mail/text_fault.hpp"

namespace riskflow::mail {
namespace {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

std::string sha256_hex(BytesView bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  return hex({reinterpret_cast<const char*>(digest.data()), digest.size() / 2});
}

Status check_everybody(const MailMessage& message) {
  if (auto from = check_address(message.from, "from", 1); !from) return from;
  const auto all = [](const std::vector<Address>& addresses, std::string_view target) -> Status {
    for (std::size_t i = 0; i < addresses.size(); ++i)
      if (auto one = check_address(addresses[i], target, i + 1); !one) return one;
    return {};
  };
  if (auto to = all(message.to, "to"); !to) return to;
  if (auto cc = all(message.cc, "cc"); !cc) return cc;
  if (message.reply_to)
    if (auto reply = check_address(*message.reply_to, "reply_to", 1); !reply) return reply;
  const auto count = message.to.size() + message.cc.size();
  if (count == 0) return fail(Errc::invalid, "a mail needs at least one recipient", "to");
  if (count > max_recipients)
    return fail(Errc::too_large, fmt::format("a mail may have {} recipients", max_recipients), "to",
                {{"recipients", fmt::to_string(count)}});
  return {};
}

Status check_body(std::string_view body, std::string_view target) {
  if (body.size() > max_body_bytes)
    return fail(Errc::too_large, fmt::format("'{}' may have 4 MiB", target), std::string{target});
  if (const auto fault = fault_in_body(body); !fault.empty())
    return fail(Errc::invalid, fmt::format("'{}' holds {}", target, fault), std::string{target});
  return {};
}

bool is_message_id(std::string_view id) { return is_mailbox(id); }

Status check(const MailMessage& message) {
  if (auto everybody = check_everybody(message); !everybody) return everybody;
  if (const auto fault = fault_in_line(message.subject); !fault.empty())
    return fail(Errc::invalid, fmt::format("'subject' holds {}", fault), "subject");
  if (g_utf8_strlen(message.subject.data(), static_cast<gssize>(message.subject.size())) >
      static_cast<glong>(max_subject_characters))
    return fail(Errc::too_large, "'subject' may have 255 characters", "subject");
  if (auto text = check_body(message.text, "text"); !text) return text;
  if (auto html = check_body(message.html, "html"); !html) return html;
  if (message.text.empty() && message.html.empty())
    return fail(Errc::invalid, "a mail needs a text or html body", "text");
  if (!is_message_id(message.message_id))
    return fail(Errc::invalid, "'message_id' is not of the form id@domain", "message_id");
  return {};
}

// LF only and a last line that ends: the quoted-printable encoder then needs no soft break at the
// end, and the writer makes each LF a CRLF.
std::string with_plain_line_ends(std::string_view body) {
  std::string lines;
  lines.reserve(body.size() + 1);
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (body[i] != '\r')
      lines += body[i];
    else if (i + 1 == body.size() || body[i + 1] != '\n')
      lines += '\n';
  }
  if (!lines.ends_with('\n')) lines += '\n';
  return lines;
}

Owned<GMimeObject> text_part(const char* subtype, std::string_view body) {
  const std::string lines = with_plain_line_ends(body);
  Owned<GMimePart> part{g_mime_part_new_with_type("text", subtype)};
  const Owned<GMimeStream> stream{g_mime_stream_mem_new_with_buffer(lines.data(), lines.size())};
  const Owned<GMimeDataWrapper> content{
      g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT)};
  g_mime_part_set_content(part.get(), content.get());
  // Always the same encoding, whatever the text: 7 bit, short lines, and readable in the raw mail.
  g_mime_part_set_content_encoding(part.get(), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  auto* object = GMIME_OBJECT(part.release());
  g_mime_object_set_content_type_parameter(object, "charset", "utf-8");
  return Owned<GMimeObject>{object};
}

Owned<GMimeObject> body_of(const MailMessage& message) {
  const auto text = message.text.empty() ? text_from_html(message.html) : message.text;
  auto plain = text_part("plain", text);
  if (message.html.empty()) return plain;
  const auto html = text_part("html", message.html);
  Owned<GMimeMultipart> parts{g_mime_multipart_new_with_subtype("alternative")};
  // Derived, so that a retry sends the same bytes; "=_" cannot stand in quoted-printable text.
  const auto boundary = "=_" + sha256_hex(message.message_id + '\n' + text + '\n' + message.html);
  g_mime_multipart_set_boundary(parts.get(), boundary.c_str());
  g_mime_multipart_add(parts.get(), plain.get());
  g_mime_multipart_add(parts.get(), html.get());
  return Owned<GMimeObject>{GMIME_OBJECT(parts.release())};
}

// GMime leaves ASCII alone, so a text that looks like an encoded word (RFC 2047, 2) would be shown
// as something else: "=?utf-8?q?Bcc=3A?=" as "Bcc:".  Such a text is encoded whole, in words of at
// most 75 characters that are cut between characters.
std::string as_shown(const std::string& text) {
  if (!text.contains("=?")) return text;
  constexpr std::ptrdiff_t bytes_in_word = 45;
  std::string words;
  const char* end = text.data() + text.size();
  for (const char* at = text.data(); at != end;) {
    const char* word = at;
    while (at != end && g_utf8_next_char(at) - word <= bytes_in_word) at = g_utf8_next_char(at);
    const std::unique_ptr<char, decltype(&g_free)> base64{
        g_base64_encode(reinterpret_cast<const guchar*>(word), static_cast<gsize>(at - word)),
        &g_free};
    words += fmt::format("{}=?utf-8?b?{}?=", words.empty() ? "" : " ", base64.get());
  }
  return words;
}

void add_addresses(GMimeMessage* mail, GMimeAddressType type,
                   const std::vector<Address>& addresses) {
  auto* list = g_mime_message_get_addresses(mail, type);
  for (const Address& address : addresses) {
    const auto name = as_shown(address.name);
    const Owned<InternetAddress> one{internet_address_mailbox_new(
        name.empty() ? nullptr : name.c_str(), address.mailbox.c_str())};
    internet_address_set_charset(one.get(), "utf-8");
    internet_address_list_add(list, one.get());
  }
}

void add_importance(GMimeObject* mail, Importance importance) {
  switch (importance) {
    case Importance::normal: return;
    case Importance::low:
      g_mime_object_set_header(mail, "Importance", "low", nullptr);
      g_mime_object_set_header(mail, "X-Priority", "5", nullptr);
      return;
    case Importance::high:
      g_mime_object_set_header(mail, "Importance", "high", nullptr);
      g_mime_object_set_header(mail, "X-Priority", "1", nullptr);
      return;
  }
}

Owned<GMimeMessage> built(const MailMessage& message) {
  Owned<GMimeMessage> mail{g_mime_message_new(/*pretty_headers=*/1)};
  add_addresses(mail.get(), GMIME_ADDRESS_TYPE_FROM, {message.from});
  if (message.reply_to) add_addresses(mail.get(), GMIME_ADDRESS_TYPE_REPLY_TO, {*message.reply_to});
  add_addresses(mail.get(), GMIME_ADDRESS_TYPE_TO, message.to);
  add_addresses(mail.get(), GMIME_ADDRESS_TYPE_CC, message.cc);
  g_mime_message_set_subject(mail.get(), as_shown(message.subject).c_str(), "utf-8");
  g_mime_message_set_message_id(mail.get(), message.message_id.c_str());
  if (message.run)
    g_mime_object_set_header(GMIME_OBJECT(mail.get()), std::string(run_header).c_str(),
                             to_text(*message.run).c_str(), nullptr);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(message.date).time_since_epoch();
  GDateTime* date = g_date_time_new_from_unix_utc(seconds.count());
  if (date != nullptr) g_mime_message_set_date(mail.get(), date);
  if (date != nullptr) g_date_time_unref(date);
  auto* object = GMIME_OBJECT(mail.get());
  // No machine may answer a machine (RFC 3834, 5; the second is Exchange's).
  g_mime_object_set_header(object, "Auto-Submitted", "auto-generated", nullptr);
  g_mime_object_set_header(object, "X-Auto-Response-Suppress", "All", nullptr);
  add_importance(object, message.importance);
  g_mime_message_set_mime_part(mail.get(), body_of(message).get());
  return mail;
}

Bytes written(GMimeMessage* mail) {
  const std::unique_ptr<GMimeFormatOptions, decltype(&g_mime_format_options_free)> options{
      g_mime_format_options_new(), &g_mime_format_options_free};
  g_mime_format_options_set_newline_format(options.get(), GMIME_NEWLINE_FORMAT_DOS);
  const Owned<GMimeStream> stream{g_mime_stream_mem_new()};
  g_mime_object_write_to_stream(GMIME_OBJECT(mail), options.get(), stream.get());
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  return Bytes{reinterpret_cast<const char*>(bytes->data), bytes->len};
}

}  // namespace

Result<Importance> importance_from_text(std::string_view text) {
  if (text.empty()) return Importance::normal;
  constexpr std::array<std::pair<std::string_view, Importance>, 3> known{
      {{"low", Importance::low}, {"normal", Importance::normal}, {"high", Importance::high}}};
  for (const auto& [name, importance] : known)
    if (text.size() == name.size() &&
        g_ascii_strncasecmp(text.data(), name.data(), name.size()) == 0)
      return importance;
  return fail(Errc::invalid, "'importance' is Low, Normal or High", "importance");
}

Result<Bytes> compose(const MailMessage& message) {
  start_mime();
  if (auto checked = check(message); !checked) return fail(checked.error());
  Bytes bytes = written(built(message).get());
  // The pair of the checks above: whatever came in, this is what may go out.
  if (auto lines = check_lines(bytes); !lines)
    return fail(Errc::internal, "the composed mail is not fit for SMTP: " + lines.error().message);
  return bytes;
}

std::vector<std::string> recipients_of(const MailMessage& message) {
  std::vector<std::string> mailboxes;
  for (const auto* list : {&message.to, &message.cc})
    for (const Address& address : *list)
      if (std::ranges::find(mailboxes, address.mailbox) == mailboxes.end())
        mailboxes.push_back(address.mailbox);
  return mailboxes;
}

std::string message_id_for(const RunId& run, std::string_view step, std::string_view domain) {
  // The id has a fixed length, so nothing of the step can pass for a part of it.
  const auto digest = sha256_hex(fmt::format("riskflow mail\n{}\n{}", to_text(run), step));
  return fmt::format("{}@{}", digest, domain);
}

Status check_lines(BytesView bytes) {
  const auto bad = [](std::string_view why) {
    return fail(Errc::invalid, fmt::format("the mail's bytes hold {}", why), "message");
  };
  if (!bytes.ends_with("\r\n")) return bad("a last line that does not end in CRLF");
  if (bytes.contains('\0')) return bad("a NUL");
  while (!bytes.empty()) {
    const auto end = bytes.find_first_of("\r\n");
    if (bytes.substr(end, 2) != "\r\n") return bad("a CR or LF that is not part of a CRLF");
    if (end > max_line_bytes) return bad("a line of more than 998 bytes");
    bytes.remove_prefix(end + 2);
  }
  return {};
}

}  // namespace riskflow::mail
