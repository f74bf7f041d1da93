#include "crevision.h"

#ifndef GOVSCRIPT_REVISION
#define GOVSCRIPT_REVISION ""
#endif

const char *crevision(void) { return GOVSCRIPT_REVISION; }
