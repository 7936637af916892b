// Catalogue: the translations of one language, read from a gettext file (.po).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace agglo::viewer {

/// By English text: one translation, or one for each plural form.
using Catalogue = std::unordered_map<std::string, std::vector<std::string>>;

/// Entries without a translation and those marked fuzzy are left out, the header too. Throws Error{failure}
/// that names file and line for what is no .po file.
Catalogue parse_po(std::string_view text, const std::string& file_name);

/// The text of data/translations/CODE.po, built in; empty for English.
std::string_view translation_source(std::string_view code);

}  // namespace agglo::viewer
