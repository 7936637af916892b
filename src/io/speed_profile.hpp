// SpeedProfile: how fast one mode travels on which roads (data/profiles/roads/*.toml).
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace agglo {

/// docs/import.md, "Roads", says what each entry means. Names are lower case.
struct SpeedProfile {
  using Names = std::set<std::string, std::less<>>;
  using Speeds = std::map<std::string, double, std::less<>>;

  std::string title;
  double default_kmh = 0;  ///< of lines whose class is not known
  double largest_kmh = 0;
  double signposted_share = 0;  ///< share of a posted speed that is driven; 0: such speeds are not used
  Speeds speeds_kmh;            ///< by class of road; other classes are closed
  Speeds permitted_kmh;         ///< classes open only where the road's own tags let this mode in
  Speeds signposted_kmh;        ///< what words for a posted speed mean: "walk", "at:urban", "urban"
  Names not_joinable;           ///< classes that cannot be entered from beside
  Names closed_classes;         ///< classes of line layers that this mode cannot use
  Names oneway_classes;         ///< classes that are one-way unless they say otherwise
  Names through_classes;        ///< classes whose dead ends are taken for the edge of the data
  Names closed_access;          ///< values of access tags that close
  Names closed_barriers;        ///< kinds of barriers that close unless access tags open them
  std::vector<std::string> access_tags;    ///< the most specific first; the first that is there decides
  std::vector<std::string> maxspeed_tags;  ///< likewise
  std::vector<std::string> oneway_tags;    ///< likewise; none: one-ways do not bind this mode
  std::vector<std::string> opposite_tags;  ///< a value like "opposite_lane" opens the way back
  bool limits_lorries = false;             ///< roads closed to heavy vehicles (hgv, maxweight) are closed

  /// Whether speeds and times of vehicles say anything about this mode.
  bool follows_traffic() const { return signposted_share > 0; }
};

/// Throws Error{usage} naming the file, the line and the value: TOML that does not parse, an unknown key, a
/// value of the wrong kind, a speed that is not above 0 or is over 300 km/h, a profile without speeds.
SpeedProfile read_speed_profile(const std::filesystem::path& file);

/// "50", "50 mph", "5 knots", "AT:urban", "DE:zone:30", "walk", "50;30" (the lower) as km/h; nothing when it
/// says none that holds always ("signals", "variable"), or is not understood.
std::optional<double> posted_kmh(std::string_view text, const SpeedProfile& profile);

/// "01:30", "1:30:00", "90" (minutes), "PT1H30M" as seconds; nothing when it is no duration above 0.
std::optional<double> duration_s(std::string_view text);

std::string lower_text(std::string_view text);

}  // namespace agglo
