/** Several processes that train one model: ranks, what they send each other, how they end. */
package org.smdm.dist;
