/** Everything that describes a run: immutable records, validated when made, and their JSON form. */
package org.smdm.config;
