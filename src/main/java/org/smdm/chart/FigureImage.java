package org.smdm.chart;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Encodes figures as SVG and PNG in memory; equal figures give equal bytes on one machine. */
final class FigureImage {
  private static final int SCALE = 2;
  private static final double UNITS_PER_METRE = 96 / 0.0254;
  private static final String PNG_METADATA = "javax_imageio_png_1.0";
  private static final String SVG = "http://www.w3.org/2000/svg";

  private FigureImage() {}

  static String svg(Figure figure) {
    ChartText.requireFonts();
    Document document = emptySvg();
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
    context.setComment(null);
    SVGGraphics2D g = new SVGGraphics2D(context, true);
    figure.paint(g);
    Element root = g.getRoot();
    root.setAttribute("width", Integer.toString(figure.width()));
    root.setAttribute("height", Integer.toString(figure.height()));
    root.setAttribute("viewBox", "0 0 %d %d".formatted(figure.width(), figure.height()));
    Element title = document.createElementNS(SVG, "title");
    title.setTextContent(figure.name());
    root.insertBefore(title, root.getFirstChild());
    StringWriter text = new StringWriter();
    try {
      Transformer serializer = TransformerFactory.newDefaultInstance().newTransformer();
      serializer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
      serializer.transform(new DOMSource(root), new StreamResult(text));
    } catch (TransformerException e) {
      throw new IllegalStateException("the JDK's own XML serializer failed", e);
    }
    return text.toString();
  }

  private static Document emptySvg() {
    try {
      return DocumentBuilderFactory.newDefaultNSInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument(SVG, "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK's own XML parser is missing", e);
    }
  }

  /** The figure in pixels, two for every unit. */
  static BufferedImage pixels(Figure figure) {
    ChartText.requireFonts();
    BufferedImage image =
        new BufferedImage(
            SCALE * figure.width(), SCALE * figure.height(), BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.scale(SCALE, SCALE);
      figure.paint(g);
    } finally {
      g.dispose();
    }
    return image;
  }

  static byte[] png(Figure figure) {
    BufferedImage image = pixels(figure);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // In memory: a file behind it cannot be had by a run that a signal ends.
        ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(new IIOImage(image, null, resolution(writer, image)));
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    } finally {
      writer.dispose();
    }
  }

  /** Tells programs how large the image is meant to be, so that text keeps its 12 pt. */
  private static IIOMetadata resolution(ImageWriter writer, BufferedImage image)
      throws IOException {
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(
            ImageTypeSpecifier.createFromRenderedImage(image), writer.getDefaultWriteParam());
    // The format-neutral tree would be shorter but the JDK inverts its pixel size.
    String perMetre = Long.toString(Math.round(SCALE * UNITS_PER_METRE));
    IIOMetadataNode size = new IIOMetadataNode("pHYs");
    size.setAttribute("pixelsPerUnitXAxis", perMetre);
    size.setAttribute("pixelsPerUnitYAxis", perMetre);
    size.setAttribute("unitSpecifier", "meter");
    IIOMetadataNode root = new IIOMetadataNode(PNG_METADATA);
    root.appendChild(size);
    metadata.mergeTree(PNG_METADATA, root);
    return metadata;
  }
}
