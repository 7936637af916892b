// A PROJ operation with its own context: no network, nothing printed.
#pragma once

#include <proj.h>

#include <memory>
#include <string>

namespace agglo {

/// `definition` is a PROJ string without `+type=crs`; angles are radians. Error{failure} when PROJ refuses
/// it.
class ProjHandle {
 public:
  explicit ProjHandle(const std::string& definition);
  PJ* get() const { return operation_.get(); }

  /// Largest and smallest scale in any direction at a place, and their mean. NaN where the projection is
  /// undefined.
  struct Scale {
    double largest, smallest, mean;
  };
  Scale scale(double lon_deg, double lat_deg) const;
  /// NaN, NaN where undefined.
  PJ_XY forward(double lon_deg, double lat_deg) const;
  PJ_XY inverse_deg(double x_m, double y_m) const;

 private:
  struct FreeContext {
    void operator()(PJ_CONTEXT* context) const { proj_context_destroy(context); }
  };
  struct FreeOperation {
    void operator()(PJ* operation) const { proj_destroy(operation); }
  };
  std::unique_ptr<PJ_CONTEXT, FreeContext> context_;
  std::unique_ptr<PJ, FreeOperation> operation_;
};

}  // namespace agglo
