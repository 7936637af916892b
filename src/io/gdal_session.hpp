// GDAL for the io layer: drivers registered once, errors collected instead of printed, handles owned.
#pragma once

#include <memory>
#include <string>

#include "agglo/error.hpp"

class GDALDataset;
class OGRCoordinateTransformation;
class OGRSpatialReference;

namespace agglo {

/// Registers GDAL's drivers once; cheap and safe to call from any thread, before any other use of GDAL.
void register_gdal();

/// While one lives, GDAL's warnings and errors of this thread are kept here and never printed. Nests; must be
/// destroyed on the thread that made it, in reverse order.
class GdalErrorCollector {
 public:
  GdalErrorCollector();
  ~GdalErrorCollector();
  GdalErrorCollector(const GdalErrorCollector&) = delete;
  GdalErrorCollector& operator=(const GdalErrorCollector&) = delete;

  bool has_error() const { return errors_ > 0; }  ///< an error (not a mere warning) was reported
  bool has_warning() const { return warnings_ > 0; }
  /// The last message on one line: an error's when there was one, else a warning's; empty when all went well.
  std::string message() const { return error_.empty() ? warning_ : error_; }
  const std::string& last_error() const { return error_; }
  const std::string& last_warning() const { return warning_; }
  void clear();

  /// Called by GDAL. `severity` is a CPLErr.
  void add(int severity, const char* text);

 private:
  std::string error_, warning_;
  int errors_ = 0, warnings_ = 0;
};

/// Sets a GDAL configuration option of this thread and puts the former value back at the end of the scope.
class GdalThreadOption {
 public:
  GdalThreadOption(const char* key, const char* value);
  ~GdalThreadOption();
  GdalThreadOption(const GdalThreadOption&) = delete;
  GdalThreadOption& operator=(const GdalThreadOption&) = delete;

 private:
  std::string key_, former_;
  bool had_former_ = false;
};

struct GdalDatasetCloser {
  void operator()(GDALDataset* dataset) const;
};
using GdalDatasetHandle = std::unique_ptr<GDALDataset, GdalDatasetCloser>;

struct SpatialReferenceReleaser {
  void operator()(OGRSpatialReference* reference) const;
};
using SpatialReferenceHandle = std::unique_ptr<OGRSpatialReference, SpatialReferenceReleaser>;

struct TransformationDestroyer {
  void operator()(OGRCoordinateTransformation* transformation) const;
};
using TransformationHandle = std::unique_ptr<OGRCoordinateTransformation, TransformationDestroyer>;

/// A coordinate reference system from "EPSG:4326", WKT, a PROJ string ..., with x = longitude or easting
/// first. Throws Error{usage} naming the text when it is not known. Never goes to the network.
SpatialReferenceHandle spatial_reference(const std::string& text);
/// The same of EPSG:4326.
SpatialReferenceHandle wgs84_reference();
/// True when its coordinates are WGS 84 longitude and latitude, in whatever order it names them.
bool is_wgs84(const OGRSpatialReference& reference);
/// From `source` to WGS 84 longitude/latitude in degrees. Throws Error{failure} when PROJ knows no way.
TransformationHandle transformation_to_wgs84(const OGRSpatialReference& source);

}  // namespace agglo
