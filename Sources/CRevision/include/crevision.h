/* Which state of the source the program was built from. In a target of its own, so that a new commit means compiling
 * one file and linking. */
#pragma once

/* "COMMIT DATE", or an empty string where the build did not say. */
const char *crevision(void);
