#include "engine/report/xml.h"

#include <fmt/format.h>

#include <iterator>

#include "engine/report/escape.h"

namespace arnscope {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr PlainBytes kPlainInData("&<>");
constexpr PlainBytes kPlainInAttribute("&<>\"");

// Whether XML 1.0 has the character at all; first_character() gives no surrogates.
constexpr bool is_xml(char32_t c) {
  return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c != 0xFFFE && c != 0xFFFF && c <= 0x10FFFF);
}

std::string_view entity(char32_t c) {
  return c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : "";
}

}  // namespace

void append_xml(std::string& out, std::string_view data, XmlText where) {
  const PlainBytes& plain = where == XmlText::kData ? kPlainInData : kPlainInAttribute;
  append_escaped(out, data, plain, [](std::string& xml, Character character, std::string_view text) {
    const char32_t c = character.code_point;
    if (!is_xml(c)) {
      append_utf8(xml, kReplacement);
    } else if (!entity(c).empty()) {
      xml += entity(c);
    } else if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) {
      fmt::format_to(std::back_inserter(xml), "&#{};", static_cast<uint32_t>(c));
    } else {
      xml += text;
    }
  });
}

}  // namespace arnscope
