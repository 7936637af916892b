#include "agglo/name_index.hpp"

#include <glib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>

namespace agglo {

namespace {

struct GlibFree {
  void operator()(char* text) const { g_free(text); }
};
using GlibText = std::unique_ptr<char, GlibFree>;

/// Latin letters that have no decomposition but a plain spelling that people type.
const char* spelled(gunichar c) {
  switch (c) {
    case 0xE6:
      return "ae";
    case 0xF8:
      return "o";
    case 0x111:
      return "d";
    case 0x127:
      return "h";
    case 0x131:
      return "i";
    case 0x142:
      return "l";
    case 0x153:
      return "oe";
    default:
      return nullptr;
  }
}

void append_folded_ascii(std::string& out, std::string_view text) {
  const std::size_t begin = out.size();
  for (const char c : text) {
    const bool blank = c == ' ' || (c >= '\t' && c <= '\r');
    if (!blank)
      out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    else if (out.size() > begin && out.back() != ' ')
      out.push_back(' ');
  }
  if (out.size() > begin && out.back() == ' ') out.pop_back();
}

void append_folded(std::string& out, std::string_view text) {
  if (std::all_of(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) > 0; })) {
    append_folded_ascii(out, text);
    return;
  }
  const GlibText valid(g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())));
  const GlibText apart(g_utf8_normalize(valid.get(), -1, G_NORMALIZE_ALL));
  const GlibText lower(g_utf8_casefold(apart.get(), -1));
  std::string plain;
  for (const char* at = lower.get(); *at != '\0'; at = g_utf8_next_char(at)) {
    const gunichar c = g_utf8_get_char(at);
    if (g_unichar_ismark(c)) continue;
    if (const char* letters = spelled(c))
      plain += letters;
    else if (g_unichar_isspace(c))
      plain.push_back(' ');
    else
      plain.append(at, static_cast<std::size_t>(g_utf8_next_char(at) - at));
  }
  append_folded_ascii(out, plain);
}

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<signed char>(c) < 0;
}

std::vector<std::string_view> words_of(std::string_view query) {
  std::vector<std::string_view> words;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find(' '), query.size());
    words.push_back(query.substr(0, end));
    query.remove_prefix(std::min(query.size(), end + 1));
  }
  return words;
}

}  // namespace

std::string folded_name(std::string_view text) {
  std::string folded;
  append_folded(folded, text);
  return folded;
}

NameIndex::NameIndex(const Column& names, RunControl& run) : rows_(names.size()) {
  const auto* texts = std::get_if<StringColumn>(&names.values);
  if (texts) bytes_.reserve(texts->byte_count() + rows_ + 1);
  for (std::size_t row = 0; row < rows_; ++row) {
    if (row % kStride == 0) starts_.push_back(bytes_.size());
    if (row % 65536 == 0) run.check();
    bytes_.push_back('\n');
    append_folded(bytes_, texts ? (*texts)[row] : std::string_view(names.text(row)));
  }
  bytes_.push_back('\n');
}

std::size_t NameIndex::row_at(std::size_t byte) const {
  const auto block = std::upper_bound(starts_.begin(), starts_.end(), byte) - starts_.begin() - 1;
  const auto from = bytes_.begin() + static_cast<std::ptrdiff_t>(starts_[static_cast<std::size_t>(block)]);
  const auto breaks = std::count(from, bytes_.begin() + static_cast<std::ptrdiff_t>(byte), '\n');
  return static_cast<std::size_t>(block) * kStride + static_cast<std::size_t>(breaks);
}

std::size_t NameIndex::byte_of(std::size_t row) const {
  if (row >= rows_) return bytes_.size() - 1;
  std::size_t byte = starts_[row / kStride];
  for (std::size_t k = row % kStride; k > 0; --k) byte = bytes_.find('\n', byte + 1);
  return byte;
}

std::size_t NameIndex::search(std::string_view folded_query, std::size_t from, std::size_t most_bytes,
                              std::size_t most_of_each, std::vector<NameHit>& hits) const {
  const auto words = words_of(folded_query);
  if (words.empty() || from >= rows_) return rows_;
  const std::string_view rarest =
      *std::max_element(words.begin(), words.end(), [](auto a, auto b) { return a.size() < b.size(); });
  std::array<std::size_t, 5> found{};
  for (const NameHit& hit : hits) ++found[static_cast<std::size_t>(hit.match)];
  std::size_t at = byte_of(from);
  const std::size_t stop = at + most_bytes;
  while (true) {
    const void* next = memmem(bytes_.data() + at, bytes_.size() - at, rarest.data(), rarest.size());
    if (!next) return rows_;
    const auto place = static_cast<std::size_t>(static_cast<const char*>(next) - bytes_.data());
    const std::size_t begin = bytes_.rfind('\n', place) + 1, end = bytes_.find('\n', place);
    const std::string_view name = std::string_view(bytes_).substr(begin, end - begin);
    std::optional<NameMatch> match;
    if (name.starts_with(folded_query))
      match = name.size() == folded_query.size() ? NameMatch::exact : NameMatch::prefix;
    for (std::size_t k = name.find(folded_query); !match && k != name.npos;) {
      const std::size_t later = name.find(folded_query, k + 1);
      if (k > 0 && !is_word_byte(name[k - 1]))
        match = NameMatch::word_prefix;
      else if (later == name.npos)
        match = NameMatch::inside;
      k = later;
    }
    const bool every = std::all_of(words.begin(), words.end(),
                                   [&](std::string_view word) { return name.find(word) != name.npos; });
    if (!match && words.size() > 1 && every) match = NameMatch::all_words;
    if (match && found[static_cast<std::size_t>(*match)] < most_of_each) {
      ++found[static_cast<std::size_t>(*match)];
      hits.push_back({static_cast<std::uint32_t>(row_at(begin - 1)), *match});
    }
    at = end;
    if (at >= stop) return at + 1 >= bytes_.size() ? rows_ : row_at(at);
  }
}

}  // namespace agglo
