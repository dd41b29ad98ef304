#include "runtime/mail/reading.hpp"

#include <algorithm>
#include <memory>

#include <gmime/gmime.h>

#include "runtime/mail/mime_start.hpp"

namespace riskflow::mail {
namespace {

constexpr std::size_t max_boundary_lines = 1'000;
constexpr std::size_t max_header_bytes = std::size_t{64} * 1024;
constexpr int deepest_part = 32;

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

std::string text_or_empty(const char* text) { return text == nullptr ? std::string{} : text; }

// Every part costs the parser about a kilobyte, and a boundary line makes a part out of five bytes.
bool is_bomb(BytesView raw) {
  std::size_t lines = 0;
  for (auto at = raw.find("\n--"); at != BytesView::npos; at = raw.find("\n--", at + 3))
    if (++lines > max_boundary_lines) return true;
  return false;
}

BytesView header_block(BytesView raw) {
  const auto end = raw.starts_with("\r\n") ? 0 : raw.find("\r\n\r\n");
  return raw.substr(0, std::min(end == BytesView::npos ? raw.size() : end + 2, max_header_bytes));
}

// A part rather than a message: a message's address headers are parsed eagerly and recursively.
Owned<GMimeObject> parsed(BytesView raw) {
  const Owned<GMimeStream> stream{g_mime_stream_mem_new_with_buffer(raw.data(), raw.size())};
  const Owned<GMimeParser> parser{g_mime_parser_new_with_stream(stream.get())};
  return Owned<GMimeObject>{g_mime_parser_construct_part(parser.get(), nullptr)};
}

std::vector<Header> headers_of(GMimeObject* object) {
  auto* list = g_mime_object_get_header_list(object);
  std::vector<Header> headers;
  for (int i = 0; i < g_mime_header_list_get_count(list); ++i) {
    auto* one = g_mime_header_list_get_header_at(list, i);
    headers.push_back(
        {text_or_empty(g_mime_header_get_name(one)), text_or_empty(g_mime_header_get_value(one))});
  }
  return headers;
}

std::string content_of(GMimeTextPart* part) {
  char* text = g_mime_text_part_get_text(part);
  std::string content;
  for (const char c : std::string_view{text == nullptr ? "" : text}) {
    if (c == '\n' && content.ends_with('\r')) content.pop_back();
    content += c;
  }
  g_free(text);
  return content;
}

// Fills in the first text and the first html that `object` holds.
void take_texts(GMimeObject* object, ReadMail& mail, int depth) {
  if (object == nullptr || depth > deepest_part) return;
  if (GMIME_IS_MULTIPART(object)) {
    auto* parts = GMIME_MULTIPART(object);
    for (int i = 0; i < g_mime_multipart_get_count(parts); ++i)
      take_texts(g_mime_multipart_get_part(parts, i), mail, depth + 1);
    return;
  }
  if (!GMIME_IS_TEXT_PART(object)) return;
  auto* type = g_mime_object_get_content_type(object);
  const bool html = g_mime_content_type_is_type(type, "text", "html") != 0;
  std::string& place = html ? mail.html : mail.text;
  if (place.empty()) place = content_of(GMIME_TEXT_PART(object));
}

}  // namespace

ReadMail read_mail(BytesView raw) {
  start_mime();
  ReadMail mail;
  const auto head = header_block(raw);
  if (const auto object = parsed(Bytes{head} + "\r\n")) mail.headers = headers_of(object.get());
  mail.subject = header(mail, "subject");
  // A header block of unreasonable size is refused whole: its end is nowhere near.
  const bool readable = head.size() < max_header_bytes && !is_bomb(raw);
  if (const auto object = readable ? parsed(raw) : nullptr) take_texts(object.get(), mail, 0);
  return mail;
}

std::string_view header(const ReadMail& mail, std::string_view name) {
  for (const Header& one : mail.headers)
    if (one.name.size() == name.size() &&
        g_ascii_strncasecmp(one.name.data(), name.data(), name.size()) == 0)
      return one.value;
  return {};
}

}  // namespace riskflow::mail
