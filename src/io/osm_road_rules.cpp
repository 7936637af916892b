#include "osm_road_rules.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace agglo {
namespace {

constexpr double kClosed = std::numeric_limits<double>::quiet_NaN();
constexpr double kLightest_t = 7.5;  // a limit below this closes a road to lorries

/// A list such as "agricultural;destination" closes only when every entry does.
bool closes(std::string_view value, const SpeedProfile& profile) {
  while (!value.empty()) {
    const std::size_t end = std::min(value.find(';'), value.size());
    std::string_view entry = value.substr(0, end);
    while (entry.starts_with(' ')) entry.remove_prefix(1);
    if (profile.closed_access.find(entry) == profile.closed_access.end()) return false;
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  return true;
}

enum class Access { unsaid, closed, open, permitted };

/// The first access tag that is there; `permitted` when it speaks of the mode itself.
Access access_of(const TagLookup& tags, const SpeedProfile& profile, const char* suffix) {
  for (const std::string& tag : profile.access_tags) {
    const std::string_view value = tags((tag + suffix).c_str());
    if (value.empty()) continue;
    if (closes(value, profile)) return Access::closed;
    return tag == "access" || tag == "vehicle" ? Access::open : Access::permitted;
  }
  return Access::unsaid;
}

bool is_too_light(const TagLookup& tags) {
  for (const char* key : {"maxweight", "maxweightrating", "maxweightrating:hgv"}) {
    const std::string_view value = tags(key);
    double tonnes = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), tonnes);
    const std::string_view unit(end, static_cast<std::size_t>(value.data() + value.size() - end));
    if (error == std::errc() && tonnes > 0 && tonnes < kLightest_t &&
        (unit.empty() || unit == " t" || unit == "t"))
      return true;
  }
  return false;
}

enum class OneWay { no, forward, backward, closed };

OneWay oneway_value(std::string_view value) {
  if (value == "yes" || value == "true" || value == "1") return OneWay::forward;
  if (value == "-1" || value == "reverse") return OneWay::backward;
  if (value == "reversible") return OneWay::closed;  // by the hour: neither direction can be relied on
  return OneWay::no;
}

OneWay oneway_of(const TagLookup& tags, const SpeedProfile& profile, std::string_view kind) {
  OneWay found = OneWay::no;
  bool is_said = false, binds = false;
  for (const std::string& tag : profile.oneway_tags) {
    binds = binds || tag == "oneway";
    const std::string_view value = tags(tag.c_str());
    if (value.empty() || is_said) continue;
    is_said = true;
    found = oneway_value(value);
  }
  if (!is_said && binds) {
    const std::string_view junction = tags("junction");
    const bool is_implied = junction == "roundabout" || junction == "circular" ||
                            profile.oneway_classes.find(kind) != profile.oneway_classes.end();
    if (is_implied) found = OneWay::forward;
  }
  if (found == OneWay::forward || found == OneWay::backward)
    for (const std::string& tag : profile.opposite_tags)
      if (tags(tag.c_str()).starts_with("opposite")) return OneWay::no;
  return found;
}

/// The speed in one direction: as posted, or that of the class. `suffix`: ":forward" or ":backward".
double speed_of(const TagLookup& tags, const SpeedProfile& profile, double class_kmh,
                const std::string& suffix, OsmRoad& road) {
  if (!profile.follows_traffic()) return std::min(class_kmh, profile.largest_kmh);
  for (const std::string& tag : profile.maxspeed_tags)
    for (const std::string& key : {tag + suffix, tag}) {
      const std::string_view value = tags(key.c_str());
      if (value.empty() || value == "signals" || value == "variable") continue;
      if (const auto posted = posted_kmh(value, profile))
        return std::min(*posted * profile.signposted_share, profile.largest_kmh);
      road.unread = key + "=" + std::string(value);
    }
  return std::min(class_kmh, profile.largest_kmh);
}

std::optional<double> class_speed(const SpeedProfile& profile, std::string_view kind, bool is_permitted) {
  if (const auto open = profile.speeds_kmh.find(kind); open != profile.speeds_kmh.end()) return open->second;
  if (!is_permitted) return std::nullopt;
  if (const auto open = profile.permitted_kmh.find(kind); open != profile.permitted_kmh.end())
    return open->second;
  return std::nullopt;
}

bool can_be_entered(const TagLookup& tags, const SpeedProfile& profile, std::string_view kind) {
  const std::string_view tunnel = tags("tunnel");
  const bool in_tunnel =
      !tunnel.empty() && tunnel != "no" && tunnel != "building_passage" && tunnel != "covered";
  return !in_tunnel && tags("motorroad") != "yes" &&
         profile.not_joinable.find(kind) == profile.not_joinable.end();
}

}  // namespace

std::string_view osm_road_class(const TagLookup& tags) {
  if (const std::string_view highway = tags("highway"); !highway.empty()) return highway;
  const std::string_view route = tags("route");
  return route == "ferry" || route == "shuttle_train" ? route : std::string_view();
}

std::optional<OsmRoad> osm_road(const TagLookup& tags, const SpeedProfile& profile) {
  const std::string_view kind = osm_road_class(tags);
  const Access access = access_of(tags, profile, "");
  if (kind.empty() || access == Access::closed) return std::nullopt;
  const auto class_kmh = class_speed(profile, kind, access == Access::permitted);
  if (!class_kmh || (profile.limits_lorries && is_too_light(tags))) return std::nullopt;
  if (tags("motorroad") == "yes" && !profile.follows_traffic() && access != Access::permitted)
    return std::nullopt;
  OsmRoad road{std::string(kind), kClosed, kClosed, {}, can_be_entered(tags, profile, kind), {}};
  const OneWay oneway = oneway_of(tags, profile, kind);
  const bool is_carried = kind == "ferry" || kind == "shuttle_train";
  const auto speed = [&](const char* suffix) {
    return is_carried ? *class_kmh : speed_of(tags, profile, *class_kmh, suffix, road);
  };
  if ((oneway == OneWay::no || oneway == OneWay::forward) &&
      access_of(tags, profile, ":forward") != Access::closed)
    road.forward_kmh = speed(":forward");
  if ((oneway == OneWay::no || oneway == OneWay::backward) &&
      access_of(tags, profile, ":backward") != Access::closed)
    road.backward_kmh = speed(":backward");
  if (const std::string_view duration = tags("duration"); is_carried && !duration.empty()) {
    road.whole_s = duration_s(duration);
    if (!road.whole_s) road.unread = "duration=" + std::string(duration);
  }
  return road;
}

bool osm_barrier_closes(const TagLookup& tags, const SpeedProfile& profile) {
  const std::string_view barrier = tags("barrier");
  if (barrier.empty() || barrier == "no") return false;
  const Access access = access_of(tags, profile, "");
  if (access != Access::unsaid) return access == Access::closed;
  return tags("locked") == "yes" || profile.closed_barriers.find(barrier) != profile.closed_barriers.end();
}

}  // namespace agglo
