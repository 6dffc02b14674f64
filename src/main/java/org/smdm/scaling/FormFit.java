package org.smdm.scaling;

/**
 * One form of a family's law beside the others.
 *
 * @param form which
 * @param law of the lowest loss
 * @param sizes law of the best size; for the form with floor the power law's
 * @param loss errors of the lowest loss of budgets left out
 * @param size errors of the best size of budgets left out
 * @param weight of the form for what follows from the loss: inverse to the square of its mean
 *     squared error and the optima's own variance, all together 1
 * @param sizeWeight for what follows from the best size; 0 for the form with floor, whose size is
 *     the power law's
 */
public record FormFit(
    Form form,
    BestLoss law,
    PowerLaw sizes,
    HeldOut loss,
    HeldOut size,
    double weight,
    double sizeWeight) {}
