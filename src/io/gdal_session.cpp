#include "gdal_session.hpp"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>
#include <ogr_srs_api.h>

#include <algorithm>
#include <mutex>

namespace agglo {

void register_gdal() {
  static std::once_flag once;
  std::call_once(once, [] {
    GDALAllRegister();
    OSRSetPROJEnableNetwork(0);  // results must not depend on what the network serves
  });
}

namespace {
void CPL_STDCALL collect(CPLErr severity, CPLErrorNum, const char* text) {
  static_cast<GdalErrorCollector*>(CPLGetErrorHandlerUserData())->add(severity, text);
}
}  // namespace

GdalErrorCollector::GdalErrorCollector() {
  CPLPushErrorHandlerEx(collect, this);
  CPLErrorReset();
}

GdalErrorCollector::~GdalErrorCollector() {
  CPLPopErrorHandler();
  CPLErrorReset();
}

void GdalErrorCollector::clear() {
  error_.clear();
  warning_.clear();
  errors_ = warnings_ = 0;
}

void GdalErrorCollector::add(int severity, const char* text) {
  if (severity != CE_Warning && severity != CE_Failure && severity != CE_Fatal) return;
  std::string line = text ? text : "";
  std::replace(line.begin(), line.end(), '\n', ' ');
  while (!line.empty() && line.back() == ' ') line.pop_back();
  (severity == CE_Warning ? warnings_ : errors_) += 1;
  (severity == CE_Warning ? warning_ : error_) = std::move(line);
}

GdalThreadOption::GdalThreadOption(const char* key, const char* value) : key_(key) {
  if (const char* former = CPLGetThreadLocalConfigOption(key, nullptr)) {
    former_ = former;
    had_former_ = true;
  }
  CPLSetThreadLocalConfigOption(key, value);
}

GdalThreadOption::~GdalThreadOption() {
  CPLSetThreadLocalConfigOption(key_.c_str(), had_former_ ? former_.c_str() : nullptr);
}

void GdalDatasetCloser::operator()(GDALDataset* dataset) const {
  GDALClose(GDALDataset::ToHandle(dataset));
}

void SpatialReferenceReleaser::operator()(OGRSpatialReference* reference) const {
  reference->Release();
}

void TransformationDestroyer::operator()(OGRCoordinateTransformation* transformation) const {
  OGRCoordinateTransformation::DestroyCT(transformation);
}

SpatialReferenceHandle spatial_reference(const std::string& text) {
  const GdalErrorCollector errors;
  SpatialReferenceHandle reference(new OGRSpatialReference());
  const char* const options[] = {"ALLOW_NETWORK_ACCESS=NO", "ALLOW_FILE_ACCESS=NO", nullptr};
  if (text.empty() || reference->SetFromUserInput(text.c_str(), options) != OGRERR_NONE)
    throw usage_error(
        "unknown coordinate reference system \"" + text + "\"",
        "give an EPSG code such as EPSG:4326 or EPSG:32633, a PROJ string or WKT, or \"planar\"");
  reference->SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  return reference;
}

SpatialReferenceHandle wgs84_reference() {
  return spatial_reference("EPSG:4326");
}

bool is_wgs84(const OGRSpatialReference& reference) {
  const GdalErrorCollector errors;
  const SpatialReferenceHandle wgs84 = wgs84_reference();
  const char* const options[] = {"IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES",
                                 "CRITERION=EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS", nullptr};
  return reference.IsSame(wgs84.get(), options) != 0;
}

TransformationHandle transformation_to_wgs84(const OGRSpatialReference& source) {
  const GdalErrorCollector errors;
  SpatialReferenceHandle from(source.Clone());
  from->SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  const SpatialReferenceHandle to = wgs84_reference();
  TransformationHandle result(OGRCreateCoordinateTransformation(from.get(), to.get()));
  if (!result) {
    const char* name = source.GetName();
    throw failure("cannot transform from \"" + std::string(name ? name : "unnamed CRS") +
                      "\" to longitude/latitude: " + errors.message(),
                  "check the CRS, or transform the file first");
  }
  return result;
}

}  // namespace agglo
