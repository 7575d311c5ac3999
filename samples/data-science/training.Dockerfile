# The models are trained with conda, whose packages stay in the image twice.
FROM continuumio/miniconda3:25.3.1-1
WORKDIR /app
COPY environment.yml .
RUN conda env create -f environment.yml
COPY train.py .
USER 1001
CMD ["conda", "run", "-n", "train", "python", "train.py"]
