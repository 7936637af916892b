// Whole files: small texts of the user's own folders, read and replaced as a whole.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace agglo::viewer {

/// $XDG_CONFIG_HOME/agglo, or ~/.config/agglo; empty when neither is known.
std::filesystem::path config_folder();
/// $XDG_STATE_HOME/agglo, or ~/.local/state/agglo; empty when neither is known.
std::filesystem::path state_folder();

/// The text of a file; nothing when there is none. Throws Error{failure} when it cannot be read.
std::optional<std::string> read_whole(const std::filesystem::path& file);
/// What the text must survive: a crash of this process, or that of the machine too (slower).
enum class Durability { process, machine };
/// Puts the text in place of the file in one step, making its folder: whoever reads it, also after a crash,
/// finds the old text or the new one. Throws Error{failure}; the old text then stays.
void write_whole(const std::filesystem::path& file, std::string_view text,
                 Durability durability = Durability::machine);

}  // namespace agglo::viewer
