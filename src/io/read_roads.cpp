#include "read_roads.hpp"

#include <algorithm>

#include "import_values.hpp"

namespace agglo {
namespace {

bool is_osm_name(const std::string& name) {
  constexpr std::string_view kEndings[] = {".pbf", ".osm", ".osm.gz", ".osm.bz2"};
  return std::any_of(std::begin(kEndings), std::end(kEndings),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

[[noreturn]] void refuse_packed(const SourceRequest& request) {
  throw usage_error("\"" + request.file.string() + "\" is packed in a way that roads are not read from",
                    "unpack it first; .osm.pbf, .osm, .osm.gz and .osm.bz2 are read as they are");
}

void refuse_columns(const SourceRequest& request) {
  const auto& fields = request.options.fields;
  if (!fields.empty())
    throw usage_error("--map " + fields.begin()->first + "=" + fields.begin()->second +
                          ": OpenStreetMap roads have tags, not columns",
                      "leave --map out; --speeds says which tags count");
}

}  // namespace

RoadSource read_roads(const std::filesystem::path& file, const ImportOptions& options,
                      const std::filesystem::path& speeds, RunControl& run) {
  register_gdal();
  const SpeedProfile speed_profile = read_speed_profile(speeds);
  RoadSource source;
  source.report.source = source_name(file);
  FlagCounter flags;
  const Profile profile = profile_for(options);
  const PackedPath packed = packed_path(file);
  SourceRequest request{file, packed, {}, {}, options, profile, flags, source.report, run};
  if (is_osm_name(lower_text(file.string()))) {
    if (!packed.member.empty() || packed.is_gzip) refuse_packed(request);
    refuse_columns(request);
    locate_source(request);
    source.report.sha256 = sha256_of_file(file);
    source.ways = read_osm_roads(request, speed_profile);
  } else {
    locate_source(request);
    if (std::filesystem::is_regular_file(packed.file)) source.report.sha256 = sha256_of_file(file);
    if (request.extension == "pbf" || request.extension == "osm") refuse_packed(request);
    source.ways = read_line_roads(request, speed_profile, source.is_planar);
  }
  source.report.flags = flags.flags();
  return source;
}

}  // namespace agglo
