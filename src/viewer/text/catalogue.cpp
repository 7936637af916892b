#include "viewer/text/catalogue.hpp"

#include "agglo/error.hpp"

namespace agglo::viewer {

namespace {

struct PoReader {
  const std::string& file_name;
  Catalogue catalogue;
  std::string id, plural_id;  ///< the catalogue is keyed by the singular
  std::vector<std::string> texts;
  bool has_id = false, fuzzy = false;
  std::string* open = nullptr;  ///< what a quoted line goes on with
  std::size_t line = 0;

  [[noreturn]] void fail(const std::string& what) const {
    throw failure(file_name + ", line " + std::to_string(line) + ": " + what, "msgfmt -c FILE checks it");
  }

  void append(std::string_view quoted) {
    if (!open) fail("a text that belongs to no entry");
    if (quoted.size() < 2 || quoted.front() != '"' || quoted.back() != '"') fail("a text without its quotes");
    quoted = quoted.substr(1, quoted.size() - 2);
    for (std::size_t k = 0; k < quoted.size(); ++k) {
      if (quoted[k] != '\\') {
        *open += quoted[k];
        continue;
      }
      if (++k == quoted.size()) fail("a text that ends in a backslash");
      const char c = quoted[k];
      *open += c == 'n' ? '\n' : c == 't' ? '\t' : c;
    }
  }

  void finish() {
    bool whole = has_id && !id.empty() && !fuzzy && !texts.empty();
    for (const std::string& text : texts) whole = whole && !text.empty();
    if (whole && !catalogue.emplace(id, texts).second) fail("\"" + id + "\" is there twice");
    id.clear();
    texts.clear();
    has_id = fuzzy = false;
    open = nullptr;
  }

  void read_line(std::string_view text) {
    if (text.empty() || text[0] == '#') {
      if (has_id && !texts.empty()) finish();
      if (text.starts_with("#,") && text.find("fuzzy") != std::string_view::npos) fuzzy = true;
      return;
    }
    const std::size_t quote = text.find('"');
    if (quote == std::string_view::npos) fail("neither a keyword nor a text");
    const std::string_view keyword = text.substr(0, quote);
    if (keyword.starts_with("msgid_plural")) {
      plural_id.clear();
      open = &plural_id;
    } else if (keyword.starts_with("msgid")) {
      if (has_id) finish();
      has_id = true;
      open = &id;
    } else if (keyword.starts_with("msgstr")) {
      texts.reserve(8);  // `open` points into it
      if (texts.size() == 8) fail("more than eight plural forms");
      open = &texts.emplace_back();
    } else if (!keyword.empty()) {
      fail("unknown keyword \"" + std::string(keyword) + "\"");
    }
    append(text.substr(quote));
  }
};

}  // namespace

Catalogue parse_po(std::string_view text, const std::string& file_name) {
  PoReader reader{.file_name = file_name, .catalogue = {}, .id = {}, .plural_id = {}, .texts = {}};
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    ++reader.line;
    reader.read_line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  reader.finish();
  return std::move(reader.catalogue);
}

}  // namespace agglo::viewer
